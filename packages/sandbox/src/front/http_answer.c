// SPDX-License-Identifier: MIT
#include "front/http_answer.h"

#include <errno.h>
#include <event2/event.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <time.h>

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

void http_answer_send(struct http_exchange *exchange, const struct http_answer *answer)
{
	struct http_server *server = exchange->server;
	bool has_body = answer->status != 204;
	char head[HEAD_BYTES], content[128] = "";

	/* What is left unread of a refused request cannot be told from the next one. */
	if (exchange->phase != HTTP_EXCHANGE_ANSWERING &&
	    exchange->framing.body != HTTP_HEAD_NO_BODY)
		exchange->keep_alive = false;
	if (has_body)
		snprintf(content, sizeof(content), "Content-Type: %s\r\nContent-Length: %zu\r\n",
			 answer->content_type, answer->body_bytes);
	const char *connection = !exchange->keep_alive || server->is_draining
					 ? "Connection: close\r\n"
				 : exchange->minor_version == 0 ? "Connection: keep-alive\r\n"
								: "";
	int n = snprintf(head, sizeof(head), "HTTP/1.1 %u %s\r\nDate: %s\r\n%s%s%s\r\n",
			 answer->status, reason_phrase(answer->status), date(server), content,
			 connection, answer->fields ? answer->fields : "");
	struct iovec parts[2] = { { head, (size_t)n } };
	if (has_body && !exchange->is_head_only)
		parts[1] = (struct iovec){ (void *)(uintptr_t)answer->body, answer->body_bytes };
	exchange->context = NULL;
	if (n < 0 || (size_t)n >= sizeof(head)) {
		http_exchange_enter(exchange, HTTP_EXCHANGE_CLOSED, 0);
	} else {
		/* Answered from here on: what goes wrong is no longer the owner's. */
		http_exchange_enter(exchange, HTTP_EXCHANGE_WRITING, WRITE_IDLE_MS);
		send_answer(exchange, parts);
	}
}

bool http_answer_go_on(struct http_exchange *exchange)
{
	struct buf *out = &exchange->out;

	ssize_t n = send(exchange->fd, out->data + exchange->out_sent,
			 out->len - exchange->out_sent, MSG_NOSIGNAL | MSG_DONTWAIT);
	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return false;
	if (n < 0) {
		http_exchange_shut(exchange);
	} else if ((exchange->out_sent += (size_t)n) < out->len) {
		http_exchange_set_timer(exchange, WRITE_IDLE_MS);
	} else {
		event_del(exchange->writable);
		buf_done(out);
		exchange->out_sent = 0;
		finish(exchange);
	}
	return true;
}
