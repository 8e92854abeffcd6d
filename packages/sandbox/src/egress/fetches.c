/* SPDX-License-Identifier: MIT */
#include "egress/fetches.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "egress/egress.h"
#include "egress/fetch_request.h"
#include "egress/multi.h"
#include "egress/names.h"
#include "egress/transfer.h"

/* Requests that wait for their turn, whatever the cap of all: each may have 64 KiB of headers and as much of a body. */
#define WAITING_MAX 256u

struct fetch {
	TAILQ_ENTRY(fetch) link;
	struct transfer *transfer;
	bool is_waiting; /* for its turn */
};

struct fetches {
	struct fetches_host host;
	struct transfer_host transfer_host;
	TAILQ_HEAD(, fetch) list; /* in the order of their ids */
	unsigned under_way, waiting;
	unsigned asked; /* fetches up to the cap, whatever came of them */
	bool has_told_cap;
	uint32_t last_id;
	bool is_starting;	    /* start_waiting() is at work */
	struct fetches_usage usage; /* of those that are over */
};

static struct fetch *find(struct fetches *fetches, uint32_t id)
{
	struct fetch *fetch;

	TAILQ_FOREACH(fetch, &fetches->list, link)
	if (transfer_id(fetch->transfer) == id)
		return fetch;
	return NULL;
}

static void remove_fetch(struct fetches *fetches, struct fetch *fetch)
{
	struct transfer_bytes bytes;

	TAILQ_REMOVE(&fetches->list, fetch, link);
	if (fetch->is_waiting)
		fetches->waiting--;
	else
		fetches->under_way--;
	bytes = transfer_bytes(fetch->transfer);
	fetches->usage.sent += bytes.sent;
	fetches->usage.received += bytes.received;
	transfer_free(fetch->transfer);
	free(fetch);
}

/* Starts those whose turn it is. One may be over at once, and come back here through on_over(). */
static void start_waiting(struct fetches *fetches)
{
	unsigned at_once = egress_options(fetches->host.egress)->fetches_at_once;
	struct fetch *fetch;

	if (fetches->is_starting)
		return;
	fetches->is_starting = true;
	do {
		TAILQ_FOREACH(fetch, &fetches->list, link)
		if (fetch->is_waiting)
			break;
		if (!fetch || fetches->under_way >= at_once)
			break;
		fetch->is_waiting = false;
		fetches->waiting--;
		fetches->under_way++;
		transfer_start(fetch->transfer);
	} while (true);
	fetches->is_starting = false;
}

static void on_out(void *user)
{
	struct fetches *fetches = user;

	fetches->usage.count++;
}

static void on_refused(void *user)
{
	struct fetches *fetches = user;

	fetches->usage.refused++;
}

static void on_over(void *user, struct transfer *transfer)
{
	struct fetches *fetches = user;

	remove_fetch(fetches, find(fetches, transfer_id(transfer)));
	start_waiting(fetches);
}

struct fetches *fetches_new(const struct fetches_host *host)
{
	const struct egress_options *options = egress_options(host->egress);
	struct fetches *fetches = calloc(1, sizeof(*fetches));

	if (!fetches)
		return NULL;
	TAILQ_INIT(&fetches->list);
	fetches->host = *host;
	fetches->transfer_host = (struct transfer_host){
		.egress = host->egress,
		.allowlist = host->allowlist,
		.execution_id = host->execution_id,
		.names = names_new(egress_resolver(host->egress)),
		.multi = multi_new(options->loop, options->fetches_at_once, transfer_on_done),
		.send = host->send,
		.send_user = host->user,
		.on_out = on_out,
		.on_refused = on_refused,
		.on_over = on_over,
		.user = fetches,
	};
	if (!fetches->transfer_host.names || !fetches->transfer_host.multi) {
		fetches_free(fetches);
		return NULL;
	}
	return fetches;
}

/* Takes what the request owns. */
static int add(struct fetches *fetches, struct fetch_request *request)
{
	struct fetch *fetch = calloc(1, sizeof(*fetch));

	if (!fetch)
		return -ENOMEM;
	fetch->transfer = transfer_new(&fetches->transfer_host, request);
	if (!fetch->transfer) {
		free(fetch);
		return -ENOMEM;
	}
	fetch->is_waiting = true;
	fetches->waiting++;
	TAILQ_INSERT_TAIL(&fetches->list, fetch, link);
	return 0;
}

/* One line of the audit log says so; that it happens a million times more is of no interest. */
static void refuse_too_many(struct fetches *fetches, const struct fetch_request *request,
			    const char *reason)
{
	struct frame_fetch_fail fail = { .id = request->id, .refused = 1 };
	const struct iovec parts[] = { { &fail, sizeof(fail) },
				       { (void *)(uintptr_t)reason, strlen(reason) } };

	if (!fetches->has_told_cap)
		transfer_audit_refusal(&fetches->transfer_host, request->method, "too-many");
	fetches->has_told_cap = true;
	fetches->host.send(fetches->host.user, FRAME_FETCH_FAIL, parts, 2);
}

int fetches_on_start(struct fetches *fetches, const uint8_t *payload, uint32_t bytes)
{
	unsigned cap = egress_options(fetches->host.egress)->fetches;
	struct fetch_request request;
	int rc = fetch_request_parse(payload, bytes, &request);

	if (rc < 0)
		return rc;
	if (request.id <= fetches->last_id) {
		fetch_request_done(&request);
		return -EPROTO;
	}
	fetches->last_id = request.id;
	if (fetches->asked == cap) {
		char reason[80];
		snprintf(reason, sizeof(reason),
			 "this execution has made its %u requests, the limit", cap);
		refuse_too_many(fetches, &request, reason);
	} else if (fetches->waiting >= WAITING_MAX) {
		refuse_too_many(fetches, &request, "too many requests of this execution wait");
	} else {
		fetches->asked++;
		rc = add(fetches, &request);
	}
	fetch_request_done(&request);
	start_waiting(fetches);
	return rc;
}

/* Frames about a fetch that is over may have been on their way; about one that never was, not. */
static int find_for(struct fetches *fetches, const uint8_t *payload, struct fetch **out)
{
	struct frame_fetch_id id;

	memcpy(&id, payload, sizeof(id));
	*out = find(fetches, id.id);
	return id.id > fetches->last_id ? -EPROTO : 0;
}

int fetches_on_body(struct fetches *fetches, const uint8_t *payload, uint32_t bytes)
{
	struct fetch *fetch;
	size_t head = sizeof(struct frame_fetch_id);
	int rc = find_for(fetches, payload, &fetch);

	if (!fetch)
		return rc;
	return transfer_take_body(fetch->transfer, payload + head, bytes - head);
}

int fetches_on_credit(struct fetches *fetches, const uint8_t *payload, uint32_t bytes)
{
	struct frame_fetch_credit credit;
	struct fetch *fetch;
	int rc = find_for(fetches, payload, &fetch);

	(void)bytes;
	memcpy(&credit, payload, sizeof(credit));
	return fetch ? transfer_take_credit(fetch->transfer, credit.bytes) : rc;
}

int fetches_on_cancel(struct fetches *fetches, const uint8_t *payload, uint32_t bytes)
{
	struct fetch *fetch;
	int rc = find_for(fetches, payload, &fetch);

	(void)bytes;
	if (fetch) {
		remove_fetch(fetches, fetch);
		start_waiting(fetches);
	}
	return rc;
}

struct fetches_usage fetches_usage(const struct fetches *fetches)
{
	struct fetches_usage usage = { 0 };
	const struct fetch *fetch;

	if (!fetches)
		return usage;
	usage = fetches->usage;
	TAILQ_FOREACH(fetch, &fetches->list, link)
	{
		struct transfer_bytes bytes = transfer_bytes(fetch->transfer);
		usage.sent += bytes.sent;
		usage.received += bytes.received;
	}
	return usage;
}

void fetches_free(struct fetches *fetches)
{
	struct fetch *fetch;

	if (!fetches)
		return;
	while ((fetch = TAILQ_FIRST(&fetches->list)))
		remove_fetch(fetches, fetch);
	names_free(fetches->transfer_host.names);
	multi_free(fetches->transfer_host.multi);
	free(fetches);
}
