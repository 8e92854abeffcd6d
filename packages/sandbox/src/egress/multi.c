/* SPDX-License-Identifier: MIT */
#include "egress/multi.h"

#include <errno.h>
#include <event2/event.h>
#include <stdlib.h>

struct multi {
	struct event_base *loop;
	CURLM *curl;
	struct event *timer;
	void (*on_done)(void *private_data, CURLcode result);
};

static void tell_done(struct multi *multi)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(multi->curl, &left))) {
		void *private_data;
		CURLcode result = message->data.result;
		curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE, &private_data);
		multi->on_done(private_data, result);
	}
}

static void on_socket_event(evutil_socket_t fd, short what, void *arg)
{
	struct multi *multi = arg;
	int running;

	curl_multi_socket_action(multi->curl, fd,
				 (what & EV_READ ? CURL_CSELECT_IN : 0) |
					 (what & EV_WRITE ? CURL_CSELECT_OUT : 0),
				 &running);
	tell_done(multi);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct multi *multi = arg;
	int running;

	(void)fd;
	(void)what;
	curl_multi_socket_action(multi->curl, CURL_SOCKET_TIMEOUT, 0, &running);
	tell_done(multi);
}

/* CURLMOPT_SOCKETFUNCTION: libcurl's wishes about one socket. */
static int on_socket(CURL *easy, curl_socket_t fd, int what, void *user, void *socket_user)
{
	struct multi *multi = user;
	struct event *event = socket_user;
	short wanted = EV_PERSIST;

	(void)easy;
	if (event)
		event_free(event);
	event = NULL;
	if (what & CURL_POLL_IN)
		wanted |= EV_READ;
	if (what & CURL_POLL_OUT)
		wanted |= EV_WRITE;
	if (what != CURL_POLL_REMOVE) {
		event = event_new(multi->loop, fd, wanted, on_socket_event, multi);
		if (!event || event_add(event, NULL) < 0)
			return -1;
	}
	curl_multi_assign(multi->curl, fd, event);
	return 0;
}

/* CURLMOPT_TIMERFUNCTION */
static int on_timeout_wish(CURLM *curl, long timeout_ms, void *user)
{
	struct multi *multi = user;
	const struct timeval timeout = { .tv_sec = timeout_ms / 1000,
					 .tv_usec = timeout_ms % 1000 * 1000 };

	(void)curl;
	if (timeout_ms < 0)
		return event_del(multi->timer);
	return event_add(multi->timer, &timeout);
}

struct multi *multi_new(struct event_base *loop, unsigned connections,
			void (*on_done)(void *private_data, CURLcode result))
{
	struct multi *multi = calloc(1, sizeof(*multi));

	if (!multi)
		return NULL;
	multi->loop = loop;
	multi->on_done = on_done;
	multi->timer = event_new(loop, -1, 0, on_timer, multi);
	multi->curl = multi->timer ? curl_multi_init() : NULL;
	if (!multi->curl) {
		multi_free(multi);
		return NULL;
	}
	curl_multi_setopt(multi->curl, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(multi->curl, CURLMOPT_SOCKETDATA, multi);
	curl_multi_setopt(multi->curl, CURLMOPT_TIMERFUNCTION, on_timeout_wish);
	curl_multi_setopt(multi->curl, CURLMOPT_TIMERDATA, multi);
	curl_multi_setopt(multi->curl, CURLMOPT_MAXCONNECTS, (long)connections);
	return multi;
}

int multi_add(struct multi *multi, CURL *easy)
{
	return curl_multi_add_handle(multi->curl, easy) == CURLM_OK ? 0 : -ENOMEM;
}

void multi_remove(struct multi *multi, CURL *easy)
{
	curl_multi_remove_handle(multi->curl, easy);
}

void multi_free(struct multi *multi)
{
	if (!multi)
		return;
	if (multi->curl)
		curl_multi_cleanup(multi->curl);
	if (multi->timer)
		event_free(multi->timer);
	free(multi);
}
