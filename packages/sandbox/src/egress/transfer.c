/* SPDX-License-Identifier: MIT */
#include "egress/transfer.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/clock.h"
#include "egress/audit.h"
#include "egress/download.h"
#include "egress/easy.h"
#include "egress/egress.h"
#include "egress/failure_reason.h"
#include "egress/fetch_frames.h"
#include "egress/multi.h"
#include "egress/names.h"
#include "egress/response_head.h"
#include "egress/socket_address.h"
#include "egress/tls.h"
#include "egress/trust.h"
#include "egress/upload.h"
#include "egress/url.h"
#include "policy/network.h"

/* The same whatever the address is: where this machine stands is not the code's to know. */
#define NOT_PUBLIC "address is not public"

#define HEAD_TOO_LARGE "the response's headers are larger than 64 KiB, the limit"

struct transfer {
	const struct transfer_host *host;
	struct fetch_request request;
	struct destination destination;
	CURLU *url;
	struct names_waiter waiter;
	const struct address *addresses; /* the names', or the literal of `destination` */
	size_t address_count;
	CURL *easy; /* NULL before and after the network's part */
	struct curl_slist *resolve;
	struct fetch_frames frames;
	struct upload upload;
	struct response_head head;
	struct download download;
	struct event *flush; /* active while the download has something new to deliver */
	bool has_ended;	     /* libcurl has no more */
	/* A rule that stood in the way after the request had gone out; comes before libcurl's own reason. */
	const char *refused;
	const char *broken; /* what is wrong with the response's head, or NULL */
	struct transfer_bytes bytes;
	char peer[ADDRESS_TEXT_MAX]; /* connected to, or refused */
	int64_t started_ns;
	bool has_audit;
};

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
	host->on_refused(host->user);
}

struct transfer_bytes transfer_bytes(const struct transfer *transfer)
{
	struct transfer_bytes bytes = transfer->bytes;
	long request_bytes, header_bytes;
	curl_off_t down;

	if (!transfer->easy)
		return bytes;
	curl_easy_getinfo(transfer->easy, CURLINFO_REQUEST_SIZE, &request_bytes);
	curl_easy_getinfo(transfer->easy, CURLINFO_HEADER_SIZE, &header_bytes);
	curl_easy_getinfo(transfer->easy, CURLINFO_SIZE_DOWNLOAD_T, &down);
	bytes.sent = (uint64_t)request_bytes; /* with the body */
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
	fetch_frames_fail(&transfer->frames, false, reason);
	over(transfer);
}

void transfer_refuse(struct transfer *transfer, const char *rule, const char *reason)
{
	drop_easy(transfer);
	write_audit(transfer, rule, NULL);
	transfer->host->on_refused(transfer->host->user);
	fetch_frames_fail(&transfer->frames, true, reason);
	over(transfer);
}

static void succeed(struct transfer *transfer)
{
	write_audit(transfer, NULL, NULL);
	fetch_frames_end(&transfer->frames);
	over(transfer);
}

/* --- the bodies ---------------------------------------------------------------------------------------- */

/* Lets libcurl go on with whichever body is no longer held up. */
static void unpause(struct transfer *transfer)
{
	int still = (transfer->download.is_paused ? CURLPAUSE_RECV : 0) |
		    (transfer->upload.is_paused ? CURLPAUSE_SEND : 0);

	curl_easy_pause(transfer->easy, still);
	/* What it held back was one byte too many, say: here it tells nobody that its callback has failed. */
	if (transfer->download.broken)
		event_active(transfer->flush, EV_TIMEOUT, 1);
}

int transfer_take_body(struct transfer *transfer, const uint8_t *data, size_t bytes)
{
	if (!transfer->request.has_body)
		return -EPROTO;
	int rc = upload_take(&transfer->upload, data, bytes);
	if (rc == 0 && transfer->upload.is_paused && transfer->easy) {
		transfer->upload.is_paused = false;
		unpause(transfer);
	}
	return rc;
}

/* Delivers; then comes the end, or more from libcurl. From the loop only. */
static void go_on(struct transfer *transfer)
{
	struct download *download = &transfer->download;

	download_deliver(download);
	if (transfer->has_ended && download->is_drained && !download->broken)
		download_check_end(download);
	if (download->broken) {
		fail(transfer, download->broken);
	} else if (transfer->has_ended) {
		if (download->is_drained)
			succeed(transfer);
	} else if (download->is_paused && download->kept.len == 0) {
		download->is_paused = false;
		unpause(transfer);
	}
}

int transfer_take_credit(struct transfer *transfer, uint32_t bytes)
{
	/* A cell that gives leave for what it has not taken would have the supervisor keep it. */
	if (bytes > FRAME_FETCH_RECEIVE_WINDOW - transfer->download.credit)
		return -EPROTO;
	transfer->download.credit += bytes;
	if (transfer->easy || transfer->has_ended)
		go_on(transfer);
	return 0;
}

static void on_flush(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	go_on(arg);
}

/* CURLOPT_WRITEFUNCTION */
static size_t on_body(char *data, size_t size, size_t count, void *user)
{
	struct transfer *transfer = user;
	struct download *download = &transfer->download;

	if (!download_take(download, (const uint8_t *)data, size * count))
		return download->broken ? CURL_WRITEFUNC_ERROR : CURL_WRITEFUNC_PAUSE;
	/* What libcurl gives in small pieces goes out in large ones. */
	if (download->kept.len != 0)
		event_active(transfer->flush, EV_TIMEOUT, 1);
	return size * count;
}

/* Returns whether the transfer goes on. */
static bool begin_body(struct transfer *transfer)
{
	/* A response to HEAD has the coding of a body that does not come. */
	bool has_body = strcmp(transfer->request.method, "HEAD") != 0;

	if (has_body &&
	    download_begin(&transfer->download, transfer->head.content_encoding.data) < 0)
		return false;
	fetch_frames_head(&transfer->frames, &transfer->head);
	return true;
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
		if (begin_body(transfer))
			return bytes;
		transfer->broken = "out of memory";
		break;
	case RESPONSE_HEAD_TOO_LARGE:
		transfer->broken = HEAD_TOO_LARGE;
		break;
	case RESPONSE_HEAD_LENGTH:
		transfer->broken = "the response's content-length is not one length";
		break;
	case RESPONSE_HEAD_NO_MEMORY:
		transfer->broken = "out of memory";
		break;
	}
	return CURL_WRITEFUNC_ERROR;
}

void transfer_on_done(void *private_data, CURLcode result)
{
	struct transfer *transfer = private_data;

	if (transfer->refused) {
		transfer_refuse(transfer, transfer->refused, NOT_PUBLIC);
	} else if (transfer->broken || transfer->download.broken) {
		fail(transfer, transfer->broken ? transfer->broken : transfer->download.broken);
	} else if (result == CURLE_TOO_LARGE && !transfer->head.is_complete) {
		/* A line that is too long for libcurl. */
		fail(transfer, HEAD_TOO_LARGE);
	} else if (result != CURLE_OK) {
		fail(transfer, failure_reason(transfer->easy, result));
	} else if (!transfer->head.is_complete) {
		/* 101, or no status at all. */
		fail(transfer, "the answer is not HTTP");
	} else {
		drop_easy(transfer);
		transfer->has_ended = true;
		go_on(transfer);
	}
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

	address_format(address, transfer->peer);
	if (address_verdict_allows(verdict) && port == transfer->destination.port &&
	    is_judged(transfer, address))
		return true;
	transfer->refused = address_verdict_allows(verdict) ? "unjudged-address"
							    : address_verdict_name(verdict);
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
	if (tls_guard(context) < 0)
		return CURLE_OUT_OF_MEMORY;
	return trust_apply(trust, context) < 0 ? CURLE_SSL_CACERT_BADFILE : CURLE_OK;
}

static void go(struct transfer *transfer)
{
	const struct easy_setup setup = {
		.request = &transfer->request,
		.destination = &transfer->destination,
		.url = transfer->url,
		.addresses = transfer->addresses,
		.address_count = transfer->address_count,
		.upload = &transfer->upload,
		.on_header = on_header,
		.on_body = on_body,
		.on_socket_wanted = on_socket_wanted,
		.on_connected = on_connected,
		.on_tls = on_tls,
		.user = transfer,
	};

	transfer->easy = easy_new(&setup, &transfer->resolve);
	if (!transfer->easy || multi_add(transfer->host->multi, transfer->easy) < 0)
		fail(transfer, "out of memory");
}

/* --- the judgement ------------------------------------------------------------------------------------- */

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
		address_format(address, transfer->peer);
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
	transfer->frames = (struct fetch_frames){
		.id = transfer->request.id,
		.send = host->send,
		.user = host->send_user,
	};
	upload_init(&transfer->upload, &transfer->frames, transfer->request.body_bytes);
	download_init(&transfer->download, &transfer->frames);
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
	response_head_done(&transfer->head);
	upload_done(&transfer->upload);
	download_done(&transfer->download);
	fetch_request_done(&transfer->request);
	free(transfer);
}
