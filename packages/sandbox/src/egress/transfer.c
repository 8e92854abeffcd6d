/* SPDX-License-Identifier: MIT */
#include "egress/transfer.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/clock.h"
#include "egress/audit.h"
#include "egress/decode.h"
#include "egress/failure_reason.h"
#include "egress/multi.h"
#include "egress/names.h"
#include "egress/response_head.h"
#include "egress/socket_address.h"
#include "egress/trust.h"
#include "egress/url.h"
#include "policy/destination.h"
#include "policy/limits.h"
#include "policy/network.h"

#define CONNECT_TIMEOUT_MS 10000L
/* What libcurl reads from a socket at a time. It hands out at most 64 KiB of it in one go (third_party.mk). */
#define READ_BYTES (256l << 10)
/* Pieces from this size on are sent as they come; smaller ones are put together. */
#define DIRECT_BYTES (16u << 10)
/* Leave for more of the request's body is given when so much of it has gone. */
#define MORE_BYTES (16u << 10)
/* Of a name's addresses these are tried; all are judged. */
#define ADDRESSES_TRIED 16u

/* One request's body on its way up. */
struct upload {
	struct buf kept; /* what has come and may still be needed */
	size_t at;	 /* of `kept`: what libcurl has had */
	uint32_t window; /* bytes that the cell may still send */
	uint32_t owed;	 /* bytes that have gone, for which no leave has been given */
	uint64_t taken;	 /* in all */
	bool can_rewind; /* the whole body fits into the window, and is kept */
	bool has_ended;
	bool is_paused;
};

/* One response's body on its way down. */
struct download {
	struct decode *decode; /* NULL: as it is */
	struct buf kept;       /* has been read, is not decoded yet, and waits to be sent */
	uint64_t credit;       /* bytes that the cell takes */
	uint64_t delivered;
	bool is_paused;
	bool is_drained;    /* nothing of what has come is still here */
	bool has_ended;	    /* libcurl has no more */
	const char *broken; /* what is wrong with it */
};

struct transfer {
	const struct transfer_host *host;
	struct fetch_request request;
	struct destination destination;
	CURLU *url;
	struct names_waiter waiter;
	const struct address *addresses; /* the names', or the literal of `destination` */
	size_t address_count;
	struct curl_slist *resolve;
	CURL *easy;
	char error[CURL_ERROR_SIZE];
	struct upload upload;
	struct download download;
	struct event *flush; /* active while there is something new in `download.kept` */
	struct response_head head;
	/* A rule that stood in the way after the request had gone out; comes before libcurl's own reason. */
	const char *refused, *refused_reason;
	struct transfer_bytes bytes;
	char peer[SOCKET_ADDRESS_TEXT_MAX]; /* connected to, or refused */
	int64_t started_ns;
	bool has_audit;
};

/* --- frames to the cell -------------------------------------------------------------------------------- */

static void send_frame(struct transfer *transfer, enum frame_type type, void *head,
		       size_t head_bytes, const void *data, size_t bytes)
{
	const struct iovec parts[] = { { head, head_bytes }, { (void *)(uintptr_t)data, bytes } };

	transfer->host->send(transfer->host->send_user, type, parts, 2);
}

static void send_fail(struct transfer *transfer, bool refused, const char *reason)
{
	struct frame_fetch_fail fail = { .id = transfer->request.id, .refused = refused };
	size_t bytes = strnlen(reason, FRAME_FETCH_REASON_MAX);

	send_frame(transfer, FRAME_FETCH_FAIL, &fail, sizeof(fail), reason, bytes);
}

static void send_head(struct transfer *transfer)
{
	const struct response_head *head = &transfer->head;
	struct frame_fetch_head frame = {
		.id = transfer->request.id,
		.status = head->status,
		.status_text_bytes = (uint32_t)head->status_text_bytes,
		.headers_bytes = (uint32_t)head->headers.len,
	};
	const struct iovec parts[] = {
		{ &frame, sizeof(frame) },
		{ (void *)(uintptr_t)head->status_text, head->status_text_bytes },
		{ head->headers.data, head->headers.len },
	};

	transfer->host->send(transfer->host->send_user, FRAME_FETCH_HEAD, parts, 3);
}

static void send_chunk(struct transfer *transfer, const uint8_t *data, size_t bytes)
{
	struct frame_fetch_id id = { transfer->request.id };

	send_frame(transfer, FRAME_FETCH_CHUNK, &id, sizeof(id), data, bytes);
	transfer->download.credit -= bytes;
	transfer->download.delivered += bytes;
}

/* --- the end ------------------------------------------------------------------------------------------- */

static void write_audit(struct transfer *transfer, const char *refused, const char *failed)
{
	const struct audit_entry entry = {
		.execution_id = transfer->host->execution_id,
		.method = transfer->request.method,
		.host = transfer->destination.host[0] ? transfer->destination.host : NULL,
		.address = transfer->peer[0] ? transfer->peer : NULL,
		.port = transfer->destination.port,
		.status = transfer->head.is_complete ? transfer->head.status : 0,
		.refused = refused,
		.failed = refused ? NULL : failed,
		.bytes_sent = transfer_bytes(transfer).sent,
		.bytes_received = transfer_bytes(transfer).received,
		.started_ns = transfer->started_ns,
	};

	if (!transfer->has_audit)
		audit_write(transfer->host->egress, &entry);
	transfer->has_audit = true;
}

void transfer_audit_refusal(const struct transfer_host *host, const char *method, const char *rule)
{
	const struct audit_entry entry = {
		.execution_id = host->execution_id,
		.method = method,
		.refused = rule,
		.started_ns = clock_now_ns(),
	};

	audit_write(host->egress, &entry);
}

struct transfer_bytes transfer_bytes(const struct transfer *transfer)
{
	struct transfer_bytes bytes = transfer->bytes;
	long request_bytes, header_bytes;
	curl_off_t up, down;

	if (!transfer->easy)
		return bytes;
	curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
	curl_easy_getinfo(transfer->easy, CURLINFO_HEADER_SIZE, &header_bytes);
	curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_UPLOAD_T, &up);
	curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &down);
	bytes.sent = (uint64_t)request_bytes + (uint64_t)up;
	bytes.received = (uint64_t)header_bytes + (uint64_t)down;
	return bytes;
}

/* The network's part is over. */
static void drop_easy(struct transfer *transfer)
{
	if (!transfer->easy)
		return;
	transfer->bytes = transfer_bytes(transfer);
	multi_remove(transfer->host->multi, transfer->easy);
	curl_easy_cleanup(transfer->easy);
	transfer->easy = NULL;
}

static void over(struct transfer *transfer)
{
	transfer->host->on_over(transfer->host->user, transfer);
}

static void fail(struct transfer *transfer, const char *reason)
{
	drop_easy(transfer);
	write_audit(transfer, NULL, reason);
	send_fail(transfer, false, reason);
	over(transfer);
}

void transfer_refuse(struct transfer *transfer, const char *rule, const char *reason)
{
	drop_easy(transfer);
	write_audit(transfer, rule, NULL);
	send_fail(transfer, true, reason);
	over(transfer);
}

static void succeed(struct transfer *transfer)
{
	struct frame_fetch_id id = { transfer->request.id };

	write_audit(transfer, NULL, NULL);
	send_frame(transfer, FRAME_FETCH_END, &id, sizeof(id), NULL, 0);
	over(transfer);
}

/* --- the response's body ------------------------------------------------------------------------------- */

static void check_size(struct transfer *transfer)
{
	if (transfer->download.delivered > limits_get(LIMITS_FETCH_RESPONSE)->maximum)
		transfer->download.broken = "the body is larger than 128 MiB, the limit";
}

/* One piece as it is. Returns whether there may be another. */
static bool deliver_plain(struct transfer *transfer, const uint8_t **at, size_t *left, size_t room)
{
	size_t piece = *left < room ? *left : room;

	if (piece != 0)
		send_chunk(transfer, *at, piece);
	*at += piece;
	*left -= piece;
	return piece != 0;
}

/* One piece decoded. */
static bool deliver_decoded(struct transfer *transfer, const uint8_t **at, size_t *left,
			    size_t room)
{
	static _Thread_local uint8_t decoded[FRAME_FETCH_PIECE_MAX];
	ssize_t n = decode_some(transfer->download.decode, at, left, decoded, room);

	if (n > 0)
		send_chunk(transfer, decoded, (size_t)n);
	if (n == -ENOMEM)
		transfer->download.broken = "out of memory";
	else if (n < 0)
		transfer->download.broken = "the body is not what its content-encoding says";
	return n > 0;
}

/* Sends of what is kept as much as the cell takes. */
static void deliver(struct transfer *transfer)
{
	struct download *download = &transfer->download;
	const uint8_t *at = (const uint8_t *)download->kept.data;
	size_t left = download->kept.len;
	bool more = true;

	while (more && download->credit > 0) {
		size_t room = download->credit < FRAME_FETCH_PIECE_MAX ? (size_t)download->credit
								       : FRAME_FETCH_PIECE_MAX;
		more = download->decode ? deliver_decoded(transfer, &at, &left, room)
					: deliver_plain(transfer, &at, &left, room);
		check_size(transfer);
		more = more && !download->broken;
	}
	/* With leave left, what has come is through, and the decoder holds nothing back. */
	download->is_drained = !more || (left == 0 && !download->decode);
	if (left != 0 && left != download->kept.len)
		memmove(download->kept.data, at, left);
	download->kept.len = left;
}

/* Once libcurl is done, and everything has gone to the cell. */
static void end(struct transfer *transfer)
{
	const struct download *download = &transfer->download;

	if (download->decode && !decode_is_complete(download->decode))
		fail(transfer, "the compressed body ends too early");
	else
		succeed(transfer);
}

/* After a delivery, from the loop: the end, or more from libcurl. */
static void go_on(struct transfer *transfer)
{
	struct download *download = &transfer->download;

	if (download->broken) {
		fail(transfer, download->broken);
	} else if (download->has_ended) {
		if (download->is_drained)
			end(transfer);
	} else if (download->is_paused && download->kept.len == 0) {
		download->is_paused = false;
		curl_easy_pause(transfer->easy,
				transfer->upload.is_paused ? CURLPAUSE_SEND : CURLPAUSE_CONT);
	}
}

void transfer_take_credit(struct transfer *transfer, uint32_t bytes)
{
	transfer->download.credit += bytes;
	deliver(transfer);
	go_on(transfer);
}

/* What libcurl gave in small pieces goes out in large ones. */
static void on_flush(evutil_socket_t fd, short what, void *arg)
{
	struct transfer *transfer = arg;

	(void)fd;
	(void)what;
	deliver(transfer);
	go_on(transfer);
}

/* CURLOPT_WRITEFUNCTION */
static size_t on_body(char *data, size_t size, size_t count, void *user)
{
	struct transfer *transfer = user;
	struct download *download = &transfer->download;
	size_t bytes = size * count;

	/* A large piece goes out as it is. */
	if (!download->decode && download->kept.len == 0 && bytes >= DIRECT_BYTES &&
	    bytes <= FRAME_FETCH_PIECE_MAX && bytes <= download->credit) {
		send_chunk(transfer, (const uint8_t *)data, bytes);
		check_size(transfer);
		return download->broken ? CURL_WRITEFUNC_ERROR : bytes;
	}
	if (download->kept.len + bytes > download->kept.max)
		deliver(transfer);
	if (download->broken)
		return CURL_WRITEFUNC_ERROR;
	if (download->kept.len + bytes > download->kept.max) {
		download->is_paused = true;
		return CURL_WRITEFUNC_PAUSE;
	}
	if (buf_append(&download->kept, data, bytes) < 0) {
		download->broken = "out of memory";
		return CURL_WRITEFUNC_ERROR;
	}
	event_active(transfer->flush, EV_TIMEOUT, 1);
	return bytes;
}

/* CURLOPT_HEADERFUNCTION */
static size_t on_header(char *line, size_t size, size_t count, void *user)
{
	struct transfer *transfer = user;
	size_t bytes = size * count;

	switch (response_head_take(&transfer->head, line, bytes)) {
	case RESPONSE_HEAD_MORE:
	case RESPONSE_HEAD_TRAILER:
		return bytes;
	case RESPONSE_HEAD_COMPLETE:
		/* A response to HEAD has the coding of a body that does not come. */
		if (strcmp(transfer->request.method, "HEAD") != 0 &&
		    decode_new(transfer->head.content_encoding.data, &transfer->download.decode) <
			    0)
			break;
		send_head(transfer);
		return bytes;
	case RESPONSE_HEAD_TOO_LARGE:
		transfer->download.broken =
			"the response's headers are larger than 64 KiB, the limit";
		return CURL_WRITEFUNC_ERROR;
	case RESPONSE_HEAD_NO_MEMORY:
		break;
	}
	transfer->download.broken = "out of memory";
	return CURL_WRITEFUNC_ERROR;
}

void transfer_on_done(void *private_data, CURLcode result)
{
	struct transfer *transfer = private_data;
	struct download *download = &transfer->download;

	if (transfer->refused) {
		transfer_refuse(transfer, transfer->refused, transfer->refused_reason);
	} else if (download->broken) {
		fail(transfer, download->broken);
	} else if (result != CURLE_OK) {
		fail(transfer, failure_reason(transfer->easy, result));
	} else {
		drop_easy(transfer);
		download->has_ended = true;
		deliver(transfer);
		go_on(transfer);
	}
}

/* --- the request's body -------------------------------------------------------------------------------- */

int transfer_take_body(struct transfer *transfer, const uint8_t *data, size_t bytes)
{
	struct upload *upload = &transfer->upload;

	if (!transfer->request.has_body || upload->has_ended || bytes > upload->window)
		return -EPROTO;
	upload->window -= (uint32_t)bytes;
	if (bytes == 0)
		upload->has_ended = true;
	else if (buf_append(&upload->kept, data, bytes) < 0)
		return -ENOMEM;
	if (upload->is_paused && transfer->easy) {
		upload->is_paused = false;
		curl_easy_pause(transfer->easy,
				transfer->download.is_paused ? CURLPAUSE_RECV : CURLPAUSE_CONT);
	}
	return 0;
}

/* Forgets what has gone, and gives leave for as much. */
static void give_leave(struct transfer *transfer)
{
	struct upload *upload = &transfer->upload;

	if (upload->can_rewind || upload->owed < MORE_BYTES)
		return;
	struct frame_fetch_credit more = { .id = transfer->request.id, .bytes = upload->owed };
	upload->window += upload->owed;
	upload->owed = 0;
	send_frame(transfer, FRAME_FETCH_MORE, &more, sizeof(more), NULL, 0);
}

/* CURLOPT_READFUNCTION */
static size_t on_body_wanted(char *out, size_t size, size_t count, void *user)
{
	struct transfer *transfer = user;
	struct upload *upload = &transfer->upload;
	size_t piece = upload->kept.len - upload->at;

	if (piece > size * count)
		piece = size * count;
	if (piece == 0) {
		upload->is_paused = !upload->has_ended;
		return upload->has_ended ? 0 : CURL_READFUNC_PAUSE;
	}
	memcpy(out, upload->kept.data + upload->at, piece);
	upload->at += piece;
	upload->taken += piece;
	if (!upload->can_rewind) {
		memmove(upload->kept.data, upload->kept.data + upload->at,
			upload->kept.len - upload->at);
		upload->kept.len -= upload->at;
		upload->at = 0;
		upload->owed += (uint32_t)piece;
		give_leave(transfer);
	}
	return piece;
}

/* CURLOPT_SEEKFUNCTION: a connection that was kept alive turned out to be dead, and the body goes again. */
static int on_rewind(void *user, curl_off_t offset, int origin)
{
	struct upload *upload = &((struct transfer *)user)->upload;

	if (origin != SEEK_SET || offset != 0 || (!upload->can_rewind && upload->taken != 0))
		return CURL_SEEKFUNC_FAIL;
	upload->at = 0;
	return CURL_SEEKFUNC_OK;
}

/* --- the connection ------------------------------------------------------------------------------------ */

static bool is_judged(const struct transfer *transfer, const struct address *address)
{
	size_t bytes = address->is_v6 ? 16 : 4;

	for (size_t i = 0; i < transfer->address_count; i++)
		if (transfer->addresses[i].is_v6 == address->is_v6 &&
		    memcmp(transfer->addresses[i].bytes, address->bytes, bytes) == 0)
			return true;
	return false;
}

/* May a connection go to, or have gone to, this address? If not, the reason is kept. */
static bool judge_peer(struct transfer *transfer, const struct address *address, uint16_t port)
{
	const struct network *network = egress_options(transfer->host->egress)->network;
	enum address_verdict verdict = address_judge(address, port, network);

	socket_address_print(address, transfer->peer);
	if (address_verdict_allows(verdict) && port == transfer->destination.port &&
	    is_judged(transfer, address))
		return true;
	transfer->refused = address_verdict_allows(verdict) ? "unjudged-address"
							    : address_verdict_name(verdict);
	transfer->refused_reason = "address is not public";
	return false;
}

/* CURLOPT_OPENSOCKETFUNCTION: no socket is made for an address that has not been judged. */
static curl_socket_t on_socket_wanted(void *user, curlsocktype purpose,
				      struct curl_sockaddr *wanted)
{
	struct address address;
	uint16_t port;

	if (purpose != CURLSOCKTYPE_IPCXN ||
	    !socket_address_read(&wanted->addr, wanted->addrlen, &address, &port) ||
	    !judge_peer(user, &address, port))
		return CURL_SOCKET_BAD;
	return socket(wanted->family, wanted->socktype | SOCK_CLOEXEC | SOCK_NONBLOCK,
		      wanted->protocol);
}

/* CURLOPT_PREREQFUNCTION: once more, with the connection there and before a byte of the request goes. */
static int on_connected(void *user, char *peer, char *local, int peer_port, int local_port)
{
	struct address address;

	(void)local;
	(void)local_port;
	if (peer_port <= 0 || peer_port > UINT16_MAX ||
	    !address_parse(peer, strlen(peer), &address) ||
	    !judge_peer(user, &address, (uint16_t)peer_port))
		return CURL_PREREQFUNC_ABORT;
	return CURL_PREREQFUNC_OK;
}

/* CURLOPT_SSL_CTX_FUNCTION */
static CURLcode on_tls(CURL *easy, void *context, void *user)
{
	struct trust *trust = egress_trust(((struct transfer *)user)->host->egress);

	(void)easy;
	if (!trust)
		return CURLE_SSL_CACERT_BADFILE;
	return trust_apply(trust, context) < 0 ? CURLE_SSL_CACERT_BADFILE : CURLE_OK;
}

/* --- the request --------------------------------------------------------------------------------------- */

static int set_method(struct transfer *transfer)
{
	const struct fetch_request *request = &transfer->request;
	CURLcode rc = CURLE_OK;

	if (request->has_body) {
		rc |= curl_easy_setopt(transfer->easy, CURLOPT_UPLOAD, 1L);
		rc |= curl_easy_setopt(transfer->easy, CURLOPT_INFILESIZE_LARGE,
				       request->body_bytes == FRAME_FETCH_BODY_UNKNOWN
					       ? (curl_off_t)-1
					       : (curl_off_t)request->body_bytes);
		rc |= curl_easy_setopt(transfer->easy, CURLOPT_READFUNCTION, on_body_wanted);
		rc |= curl_easy_setopt(transfer->easy, CURLOPT_READDATA, transfer);
		rc |= curl_easy_setopt(transfer->easy, CURLOPT_SEEKFUNCTION, on_rewind);
		rc |= curl_easy_setopt(transfer->easy, CURLOPT_SEEKDATA, transfer);
	} else if (strcmp(request->method, "HEAD") == 0) {
		rc |= curl_easy_setopt(transfer->easy, CURLOPT_NOBODY, 1L);
	} else if (strcmp(request->method, "POST") == 0 || strcmp(request->method, "PUT") == 0) {
		/* With a content-length of 0, as the fetch standard has it. */
		rc |= curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDSIZE, 0L);
		rc |= curl_easy_setopt(transfer->easy, CURLOPT_POSTFIELDS, "");
	}
	rc |= curl_easy_setopt(transfer->easy, CURLOPT_CUSTOMREQUEST, request->method);
	rc |= curl_easy_setopt(transfer->easy, CURLOPT_HTTPHEADER, request->headers);
	return rc == CURLE_OK ? 0 : -ENOMEM;
}

static int set_options(struct transfer *transfer)
{
	CURL *easy = transfer->easy;
	CURLcode rc = CURLE_OK;

	rc |= curl_easy_setopt(easy, CURLOPT_PRIVATE, transfer);
	rc |= curl_easy_setopt(easy, CURLOPT_CURLU, transfer->url);
	rc |= curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
	rc |= curl_easy_setopt(easy, CURLOPT_FOLLOWLOCATION, 0L);
	rc |= curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
	rc |= curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, transfer->error);
	rc |= curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	rc |= curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, READ_BYTES);
	rc |= curl_easy_setopt(easy, CURLOPT_RESOLVE, transfer->resolve);
	rc |= curl_easy_setopt(easy, CURLOPT_OPENSOCKETFUNCTION, on_socket_wanted);
	rc |= curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, transfer);
	rc |= curl_easy_setopt(easy, CURLOPT_PREREQFUNCTION, on_connected);
	rc |= curl_easy_setopt(easy, CURLOPT_PREREQDATA, transfer);
	rc |= curl_easy_setopt(easy, CURLOPT_HTTP09_ALLOWED, 0L);
	rc |= curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_2TLS);
	/* Rather a stream of a connection that is being made than a connection more. */
	rc |= curl_easy_setopt(easy, CURLOPT_PIPEWAIT, transfer->destination.is_https ? 1L : 0L);
	rc |= curl_easy_setopt(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	rc |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	rc |= curl_easy_setopt(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	rc |= curl_easy_setopt(easy, CURLOPT_CAINFO, NULL);
	rc |= curl_easy_setopt(easy, CURLOPT_CAPATH, NULL);
	rc |= curl_easy_setopt(easy, CURLOPT_SSL_CTX_FUNCTION, on_tls);
	rc |= curl_easy_setopt(easy, CURLOPT_SSL_CTX_DATA, transfer);
	rc |= curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, on_header);
	rc |= curl_easy_setopt(easy, CURLOPT_HEADERDATA, transfer);
	rc |= curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, on_body);
	rc |= curl_easy_setopt(easy, CURLOPT_WRITEDATA, transfer);
	return rc == CURLE_OK ? 0 : -ENOMEM;
}

/* `host:port:address,address`: libcurl knows no other address of the host, and asks nobody. */
static int set_resolve(struct transfer *transfer)
{
	AUTO_BUF struct buf line = { .max = 4096 };
	char text[SOCKET_ADDRESS_TEXT_MAX];

	if (transfer->destination.is_address)
		return 0;
	if (buf_append_format(&line, "%s:%u:", transfer->destination.host,
			      transfer->destination.port) < 0)
		return -ENOMEM;
	for (size_t i = 0; i < transfer->address_count && i < ADDRESSES_TRIED; i++) {
		const struct address *address = &transfer->addresses[i];
		socket_address_print(address, text);
		if (buf_append_format(&line, address->is_v6 ? "%s[%s]" : "%s%s", i ? "," : "",
				      text) < 0)
			return -ENOMEM;
	}
	transfer->resolve = curl_slist_append(NULL, line.data);
	return transfer->resolve ? 0 : -ENOMEM;
}

static void go(struct transfer *transfer)
{
	int rc = set_resolve(transfer);

	if (rc == 0) {
		transfer->easy = curl_easy_init();
		rc = transfer->easy ? 0 : -ENOMEM;
	}
	if (rc == 0)
		rc = set_options(transfer);
	if (rc == 0)
		rc = set_method(transfer);
	if (rc == 0)
		rc = multi_add(transfer->host->multi, transfer->easy);
	if (rc < 0)
		fail(transfer, "out of memory");
}

/* All of them: one that is not public says that somebody plays games with the name. */
static void judge_addresses(struct transfer *transfer)
{
	const struct network *network = egress_options(transfer->host->egress)->network;

	for (size_t i = 0; i < transfer->address_count; i++) {
		const struct address *address = &transfer->addresses[i];
		enum address_verdict verdict =
			address_judge(address, transfer->destination.port, network);
		if (address_verdict_allows(verdict))
			continue;
		char reason[ALLOWLIST_HOST_MAX + 64];
		snprintf(reason, sizeof(reason), "host \"%s\" has an address that is not public",
			 transfer->destination.host);
		socket_address_print(address, transfer->peer);
		transfer_refuse(transfer, address_verdict_name(verdict), reason);
		return;
	}
	go(transfer);
}

static void on_resolved(void *user, enum resolver_status status, const struct address *addresses,
			size_t count)
{
	struct transfer *transfer = user;

	if (status != RESOLVER_FOUND) {
		fail(transfer, resolver_status_text(status));
		return;
	}
	transfer->addresses = addresses;
	transfer->address_count = count;
	judge_addresses(transfer);
}

/* What the code is told; of what it asked for only the host, which it knows. */
static void refuse_destination(struct transfer *transfer, enum destination_verdict verdict)
{
	char reason[ALLOWLIST_HOST_MAX + FETCH_REQUEST_REFUSAL_MAX];
	const char *text = destination_verdict_text(verdict);

	if (verdict != DESTINATION_NOT_LISTED)
		snprintf(reason, sizeof(reason), "%s", text);
	else
		snprintf(reason, sizeof(reason), "host \"%s\" %s%s", transfer->destination.host,
			 text, transfer->host->allowlist->count == 0 ? ", which is empty" : "");
	transfer_refuse(transfer, destination_verdict_name(verdict), reason);
}

void transfer_start(struct transfer *transfer)
{
	const struct network *network = egress_options(transfer->host->egress)->network;
	const struct fetch_request *request = &transfer->request;
	enum destination_verdict verdict =
		url_judge(request->url, request->url_bytes, transfer->host->allowlist, network,
			  &transfer->destination, &transfer->url);

	if (verdict != DESTINATION_ALLOWED) {
		refuse_destination(transfer, verdict);
		return;
	}
	if (request->refusal[0]) {
		transfer_refuse(transfer, "request-head", request->refusal);
		return;
	}
	transfer->host->on_out(transfer->host->user);
	if (transfer->destination.is_address) {
		transfer->addresses = &transfer->destination.address;
		transfer->address_count = 1;
		judge_addresses(transfer);
	} else if (names_ask(transfer->host->names, transfer->destination.host, &transfer->waiter) <
		   0) {
		fail(transfer, "out of memory");
	}
}

struct transfer *transfer_new(const struct transfer_host *host, struct fetch_request *request)
{
	struct transfer *transfer = calloc(1, sizeof(*transfer));

	if (!transfer)
		return NULL;
	transfer->flush = event_new(egress_options(host->egress)->loop, -1, 0, on_flush, transfer);
	if (!transfer->flush) {
		free(transfer);
		return NULL;
	}
	transfer->host = host;
	transfer->request = *request;
	*request = (struct fetch_request){ 0 };
	transfer->started_ns = clock_now_ns();
	transfer->waiter.on_known = on_resolved;
	transfer->waiter.user = transfer;
	transfer->upload.window = FRAME_FETCH_SEND_WINDOW;
	transfer->upload.kept.max = FRAME_FETCH_SEND_WINDOW;
	transfer->upload.can_rewind = transfer->request.body_bytes <= FRAME_FETCH_SEND_WINDOW;
	transfer->download.credit = FRAME_FETCH_RECEIVE_WINDOW;
	transfer->download.kept.max = FRAME_FETCH_PIECE_MAX;
	response_head_init(&transfer->head);
	return transfer;
}

uint32_t transfer_id(const struct transfer *transfer)
{
	return transfer->request.id;
}

void transfer_free(struct transfer *transfer)
{
	names_cancel(&transfer->waiter);
	drop_easy(transfer);
	write_audit(transfer, NULL, "cancelled");
	event_free(transfer->flush);
	curl_slist_free_all(transfer->resolve);
	curl_url_cleanup(transfer->url);
	decode_free(transfer->download.decode);
	response_head_done(&transfer->head);
	buf_done(&transfer->upload.kept);
	buf_done(&transfer->download.kept);
	fetch_request_done(&transfer->request);
	free(transfer);
}
