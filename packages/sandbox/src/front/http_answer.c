// SPDX-License-Identifier: MIT
#include "front/http_answer.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

#include "base/check.h"

/* How long a client may take. */
#define WRITE_IDLE_MS 30000 /* between two pieces that it takes of an answer */
#define LINGER_MS     2000  /* to read an answer that closes the connection */

#define HEAD_BYTES 1024

static const char *reason_phrase(unsigned status)
{
	static const struct {
		unsigned status;
		const char *phrase;
	} phrases[] = {
		{ 200, "OK" },
		{ 204, "No Content" },
		{ 400, "Bad Request" },
		{ 401, "Unauthorized" },
		{ 403, "Forbidden" },
		{ 404, "Not Found" },
		{ 405, "Method Not Allowed" },
		{ 408, "Request Timeout" },
		{ 413, "Content Too Large" },
		{ 417, "Expectation Failed" },
		{ 429, "Too Many Requests" },
		{ 431, "Request Header Fields Too Large" },
		{ 500, "Internal Server Error" },
		{ 501, "Not Implemented" },
		{ 503, "Service Unavailable" },
		{ 505, "HTTP Version Not Supported" },
	};

	for (size_t i = 0; i < sizeof(phrases) / sizeof(phrases[0]); i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "";
}

/* RFC 9110, section 6.6.1. The format is in English, as the program's locale is. */
static const char *date(struct http_server *server)
{
	time_t now = time(NULL);
	struct tm parts;

	if (now != server->date_of && gmtime_r(&now, &parts)) {
		server->date_of = now;
		strftime(server->date, sizeof(server->date), "%a, %d %b %Y %H:%M:%S GMT", &parts);
	}
	return server->date;
}

static void linger(struct http_exchange *exchange)
{
	if (exchange->is_ending || shutdown(exchange->fd, SHUT_WR) < 0) {
		http_exchange_shut(exchange);
		return;
	}
	http_exchange_enter(exchange, HTTP_EXCHANGE_LINGERING, LINGER_MS);
}

/* The client has all of the answer. */
static void finish(struct http_exchange *exchange)
{
	if (!exchange->keep_alive || exchange->server->is_draining) {
		linger(exchange);
		return;
	}
	http_exchange_enter(exchange, HTTP_EXCHANGE_IDLE, HTTP_EXCHANGE_IDLE_MS);
}

/* Keeps what the socket did not take. */
static void keep_rest(struct http_exchange *exchange, const struct iovec parts[2], size_t sent)
{
	for (int i = 0; i < 2; i++) {
		size_t skip = sent < parts[i].iov_len ? sent : parts[i].iov_len;
		sent -= skip;
		if (parts[i].iov_len > skip &&
		    buf_append(&exchange->out, (const char *)parts[i].iov_base + skip,
			       parts[i].iov_len - skip) < 0) {
			http_exchange_shut(exchange);
			return;
		}
	}
	if (event_add(exchange->writable, NULL) < 0) {
		http_exchange_shut(exchange);
		return;
	}
	http_exchange_enter(exchange, HTTP_EXCHANGE_WRITING, WRITE_IDLE_MS);
	http_exchange_account(exchange);
}

static void send_answer(struct http_exchange *exchange, struct iovec parts[2])
{
	struct msghdr message = { .msg_iov = parts, .msg_iovlen = 2 };
	ssize_t n;

	do
		n = sendmsg(exchange->fd, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
	while (n < 0 && errno == EINTR);
	if (n < 0 && errno != EAGAIN)
		http_exchange_shut(exchange);
	else if (n == (ssize_t)(parts[0].iov_len + parts[1].iov_len))
		finish(exchange);
	else
		keep_rest(exchange, parts, n < 0 ? 0 : (size_t)n);
}

/* Returns the head's size, which does not fit if it is not less than HEAD_BYTES. */
static size_t write_head(const struct http_exchange *exchange, const struct http_answer *answer,
			 const char *content, char out[HEAD_BYTES])
{
	struct http_server *server = exchange->server;
	const char *connection = !exchange->keep_alive || server->is_draining
					 ? "Connection: close\r\n"
				 : exchange->minor_version == 0 ? "Connection: keep-alive\r\n"
								: "";
	int n = snprintf(out, HEAD_BYTES, "HTTP/1.1 %u %s\r\nDate: %s\r\n%s%s%s\r\n",
			 answer->status, reason_phrase(answer->status), date(server), content,
			 connection, answer->fields ? answer->fields : "");

	return n < 0 ? HEAD_BYTES : (size_t)n;
}

void http_answer_send(struct http_exchange *exchange, const struct http_answer *answer)
{
	bool has_body = answer->status != 204;
	char head[HEAD_BYTES], content[128] = "";

	CHECK(!exchange->has_begun);
	/* What is left unread of a refused request cannot be told from the next one. */
	if (exchange->phase != HTTP_EXCHANGE_ANSWERING &&
	    exchange->framing.body != HTTP_HEAD_NO_BODY)
		exchange->keep_alive = false;
	if (has_body)
		snprintf(content, sizeof(content), "Content-Type: %s\r\nContent-Length: %zu\r\n",
			 answer->content_type, answer->body_bytes);
	struct iovec parts[2] = { { head, write_head(exchange, answer, content, head) } };
	if (has_body && !exchange->is_head_only)
		parts[1] = (struct iovec){ (void *)(uintptr_t)answer->body, answer->body_bytes };
	exchange->context = NULL;
	if (parts[0].iov_len >= sizeof(head)) {
		http_exchange_enter(exchange, HTTP_EXCHANGE_CLOSED, 0);
	} else {
		/* Answered from here on: what goes wrong is no longer the owner's. */
		http_exchange_enter(exchange, HTTP_EXCHANGE_WRITING, WRITE_IDLE_MS);
		send_answer(exchange, parts);
	}
}

/* Sends what is kept. Returns 1 when all of it has gone, 0 when the socket takes no more, or a negative errno. */
static int flush(struct http_exchange *exchange)
{
	struct buf *out = &exchange->out;

	ssize_t n = send(exchange->fd, out->data + exchange->out_sent,
			 out->len - exchange->out_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0)
		return errno == EAGAIN || errno == EINTR ? 0 : -errno;
	exchange->out_sent += (size_t)n;
	if (exchange->out_sent < out->len)
		return 0;
	buf_done(out);
	exchange->out_sent = 0;
	return 1;
}

bool http_answer_go_on(struct http_exchange *exchange)
{
	size_t sent = exchange->out_sent;
	int rc = exchange->is_cut ? -ECONNABORTED : flush(exchange);

	/* It may have been woken by a piece, and not by the socket. */
	if (rc == 0 && event_add(exchange->writable, NULL) < 0)
		rc = -ENOMEM;
	if (rc == 0 && exchange->out_sent == sent)
		return false;
	if (rc < 0) {
		http_exchange_shut(exchange);
	} else if (rc > 0) {
		event_del(exchange->writable);
		if (exchange->phase == HTTP_EXCHANGE_WRITING)
			finish(exchange);
	} else if (exchange->phase == HTTP_EXCHANGE_WRITING) {
		http_exchange_set_timer(exchange, WRITE_IDLE_MS);
	}
	return true;
}

/* --- in pieces ----------------------------------------------------------------------------------------- */

/*
 * What is kept goes out when the loop comes round, which is at once: so the pieces that are made in one turn, of which a
 * flood has thousands, are one call of the kernel, and what goes wrong is met outside of the owner's calls.
 * @rc: less than 0 if something could not be kept.
 */
static void send_soon(struct http_exchange *exchange, int rc)
{
	if (rc < 0)
		exchange->is_cut = true;
	if (rc < 0 || !event_pending(exchange->writable, EV_WRITE, NULL))
		event_active(exchange->writable, EV_WRITE, 1);
	http_exchange_account(exchange);
}

/* A chunk; one without bytes would be the last. */
static int keep_chunk(struct http_exchange *exchange, const char *data, size_t bytes)
{
	struct buf *out = &exchange->out;

	if (bytes == 0)
		return 0;
	if (buf_append_format(out, "%zx\r\n", bytes) < 0 || buf_append(out, data, bytes) < 0)
		return -ENOMEM;
	return buf_append_str(out, "\r\n");
}

bool http_answer_begin(struct http_exchange *exchange, const struct http_answer *head)
{
	char text[HEAD_BYTES], content[128];

	CHECK(exchange->phase == HTTP_EXCHANGE_ANSWERING && !exchange->has_begun);
	if (exchange->minor_version == 0 || exchange->is_head_only)
		return false;
	snprintf(content, sizeof(content), "Content-Type: %s\r\nTransfer-Encoding: chunked\r\n",
		 head->content_type);
	size_t bytes = write_head(exchange, head, content, text);
	exchange->has_begun = true;
	send_soon(exchange,
		  bytes < sizeof(text) ? buf_append(&exchange->out, text, bytes) : -EMSGSIZE);
	return true;
}

void http_answer_write(struct http_exchange *exchange, const char *data, size_t bytes)
{
	CHECK(exchange->has_begun);
	send_soon(exchange, keep_chunk(exchange, data, bytes));
}

void http_answer_prod(struct http_exchange *exchange)
{
	/* A chunk's size may have leading zeros (RFC 9112, section 7.1), the last one's, which is 0, too. */
	send_soon(exchange, buf_append_str(&exchange->out, "0"));
}

void http_answer_end(struct http_exchange *exchange, const char *data, size_t bytes)
{
	int rc = keep_chunk(exchange, data, bytes);

	CHECK(exchange->has_begun);
	if (rc == 0)
		rc = buf_append_str(&exchange->out, "0\r\n\r\n");
	exchange->has_begun = false;
	exchange->context = NULL;
	http_exchange_enter(exchange, HTTP_EXCHANGE_WRITING, WRITE_IDLE_MS);
	send_soon(exchange, rc);
}
