// SPDX-License-Identifier: MIT
#include "runtime_api.h"

#include <curl/curl.h>
#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/ascii.h"
#include "base/clock.h"
#include "base/json_text.h"

#define URL_MAX 512u
/* An event is at most 6 MB. */
#define EVENT_MAX (RUNTIME_API_PAYLOAD_MAX + 65536)
#define ERROR_MAX ((size_t)64 << 10)

/* For everything but `next`, which waits for as long as there is nothing to do. */
#define POST_TIMEOUT_MS	   5000L
#define CONNECT_TIMEOUT_MS 2000L

/* In the year 2112: a deadline in nanoseconds is still a number. */
#define DEADLINE_MAX_MS INT64_C(4500000000000)

#define POST_TRIES    3
#define POST_PAUSE_NS 20000000L

struct runtime_api {
	CURL *easy;
	char base[URL_MAX];
	struct invocation *filling; /* by `next`; NULL: the answer's content is of no interest */
	bool is_in_head;	    /* of whichever response is coming: trailers are none of it */
	bool is_too_large;	    /* what comes */
	int64_t deadline_ms;	    /* of the epoch, as the header has it */
	char curl_reason[CURL_ERROR_SIZE];
	char reason[RUNTIME_API_REASON_MAX];
};

/* --- what comes ---------------------------------------------------------------------------------------- */

/* CURLOPT_WRITEFUNCTION */
static size_t on_body(char *data, size_t size, size_t count, void *user)
{
	struct runtime_api *api = user;
	size_t bytes = size * count;

	if (!api->filling)
		return bytes;
	if (buf_append(&api->filling->event, data, bytes) == 0)
		return bytes;
	api->is_too_large = true;
	return CURL_WRITEFUNC_ERROR;
}

/* The value of the header @name (lower case, with its colon), without white space around it. */
static bool is_header(const char *line, size_t bytes, const char *name, const char **value,
		      size_t *value_bytes)
{
	size_t from = strlen(name), to = bytes;

	if (!ascii_begins_with(line, bytes, name))
		return false;
	while (from < to && (line[from] == ' ' || line[from] == '\t'))
		from++;
	while (to > from && (unsigned char)line[to - 1] <= ' ')
		to--;
	*value = line + from;
	*value_bytes = to - from;
	return true;
}

/* A value that does not fit counts as none. */
static void keep(char *out, size_t room, const char *value, size_t bytes)
{
	if (bytes >= room)
		bytes = 0;
	memcpy(out, value, bytes);
	out[bytes] = '\0';
}

/* It becomes a part of a URL and of headers of ours. */
static bool is_id(const char *id)
{
	size_t bytes =
		strspn(id, "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_.:");

	/* `.` and `..` in a path are no names. */
	return bytes > strspn(id, ".") && id[bytes] == '\0';
}

/* Milliseconds of the epoch; 0 for what is no such number. */
static int64_t read_ms(const char *text, size_t bytes)
{
	int64_t value = 0;

	for (size_t i = 0; i < bytes; i++) {
		if (text[i] < '0' || text[i] > '9')
			return 0;
		value = value * 10 + (text[i] - '0');
		if (value > DEADLINE_MAX_MS)
			return 0;
	}
	return value;
}

static void forget(struct invocation *invocation)
{
	struct buf event = invocation->event;

	event.len = 0;
	event.max = EVENT_MAX;
	*invocation = (struct invocation){ .event = event };
}

/* A response begins: what an interim one (1xx) before it has said is nothing of this one. */
static void begin_head(struct runtime_api *api)
{
	forget(api->filling);
	api->deadline_ms = 0;
	api->is_in_head = true;
}

static void read_header(struct runtime_api *api, const char *line, size_t bytes)
{
	struct invocation *out = api->filling;
	size_t value_bytes;
	const char *value;

	if (is_header(line, bytes, "lambda-runtime-aws-request-id:", &value, &value_bytes))
		keep(out->request_id, sizeof(out->request_id), value, value_bytes);
	else if (is_header(line, bytes, "lambda-runtime-invocation-id:", &value, &value_bytes))
		keep(out->invocation_id, sizeof(out->invocation_id), value, value_bytes);
	else if (is_header(line, bytes, "lambda-runtime-trace-id:", &value, &value_bytes))
		keep(out->trace_id, sizeof(out->trace_id), value, value_bytes);
	else if (is_header(line, bytes, "lambda-runtime-aws-tenant-id:", &value, &value_bytes))
		keep(out->tenant_id, sizeof(out->tenant_id), value, value_bytes);
	else if (is_header(line, bytes, "lambda-runtime-deadline-ms:", &value, &value_bytes))
		api->deadline_ms = read_ms(value, value_bytes);
}

/* CURLOPT_HEADERFUNCTION */
static size_t on_header(char *line, size_t size, size_t count, void *user)
{
	struct runtime_api *api = user;
	size_t bytes = size * count;

	if (!api->filling)
		return bytes;
	if (ascii_begins_with(line, bytes, "http/"))
		begin_head(api);
	else if (line[0] == '\r' || line[0] == '\n')
		api->is_in_head = false;
	else if (api->is_in_head)
		read_header(api, line, bytes);
	return bytes;
}

/* --- open and close ------------------------------------------------------------------------------------ */

int runtime_api_open(const char *host_port, struct runtime_api **out)
{
	struct runtime_api *api = calloc(1, sizeof(*api));

	if (!api)
		return -ENOMEM;
	api->easy = curl_easy_init();
	if (!api->easy) {
		free(api);
		return -ENOMEM;
	}
	snprintf(api->base, sizeof(api->base), "http://%.300s/2018-06-01/runtime", host_port);
	*out = api;
	return 0;
}

void runtime_api_close(struct runtime_api *api)
{
	if (!api)
		return;
	curl_easy_cleanup(api->easy);
	free(api);
}

const char *runtime_api_reason(const struct runtime_api *api)
{
	return api->reason;
}

/* --- asking -------------------------------------------------------------------------------------------- */

/* One HTTP request. Returns the status; 0, with the reason, if there was no whole answer. */
static long perform(struct runtime_api *api, const char *url)
{
	long status = 0;

	curl_easy_setopt(api->easy, CURLOPT_URL, url);
	curl_easy_setopt(api->easy, CURLOPT_PROTOCOLS_STR, "http");
	curl_easy_setopt(api->easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(api->easy, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(api->easy, CURLOPT_CONNECTTIMEOUT_MS, CONNECT_TIMEOUT_MS);
	curl_easy_setopt(api->easy, CURLOPT_USERAGENT, "untrusted-code-executor");
	curl_easy_setopt(api->easy, CURLOPT_HEADERFUNCTION, on_header);
	curl_easy_setopt(api->easy, CURLOPT_HEADERDATA, api);
	curl_easy_setopt(api->easy, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(api->easy, CURLOPT_WRITEDATA, api);
	curl_easy_setopt(api->easy, CURLOPT_ERRORBUFFER, api->curl_reason);
	api->curl_reason[0] = '\0';
	api->is_too_large = false;
	CURLcode rc = curl_easy_perform(api->easy);
	if (rc != CURLE_OK) {
		const char *why = api->curl_reason[0] ? api->curl_reason : curl_easy_strerror(rc);
		snprintf(api->reason, sizeof(api->reason), "%.200s",
			 api->is_too_large ? "it is larger than 6 MB" : why);
		return 0;
	}
	curl_easy_getinfo(api->easy, CURLINFO_RESPONSE_CODE, &status);
	snprintf(api->reason, sizeof(api->reason), "HTTP status %ld", status);
	return status;
}

/* The time of day at which Lambda gives up, as a time that nobody can set. */
static int64_t deadline_from(int64_t deadline_ms)
{
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	int64_t now_ns = (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
	return clock_now_ns() + deadline_ms * 1000000 - now_ns;
}

int runtime_api_next(struct runtime_api *api, struct invocation *out)
{
	char url[URL_MAX + 64];

	forget(out);
	api->filling = out;
	api->deadline_ms = 0;
	api->is_in_head = false;
	snprintf(url, sizeof(url), "%s/invocation/next", api->base);
	curl_easy_reset(api->easy);
	long status = perform(api, url);
	api->filling = NULL;
	if (!is_id(out->invocation_id))
		out->invocation_id[0] = '\0';
	if (!is_id(out->request_id))
		out->request_id[0] = '\0';
	out->deadline_ns = api->deadline_ms ? deadline_from(api->deadline_ms) : 0;
	if (status == 200 && out->request_id[0])
		return 0;
	if (status == 200)
		snprintf(api->reason, sizeof(api->reason), "an invocation without its request id");
	else if (status != 0)
		out->request_id[0] = '\0'; /* an error has no invocation */
	return -EIO;
}

/* --- telling ------------------------------------------------------------------------------------------- */

/* A header without @value is left out. Returns false when out of memory. */
static bool add_header(struct curl_slist **headers, const char *name, const char *value)
{
	char line[RUNTIME_API_TEXT_MAX + 64];

	if (!value || !*value)
		return true;
	snprintf(line, sizeof(line), "%s: %s", name, value);
	struct curl_slist *longer = curl_slist_append(*headers, line);
	if (longer)
		*headers = longer;
	return longer;
}

/* What a POST says. */
struct post {
	const char *path; /* behind `/runtime` */
	const char *body;
	size_t bytes;
	const char *content_type;
	const char *invocation_id; /* or NULL */
	const char *error_type;	   /* or NULL */
};

static long post_once(struct runtime_api *api, const struct post *post)
{
	/* libcurl would wait for leave to send a large body. */
	struct curl_slist *headers = curl_slist_append(NULL, "Expect:");
	char url[URL_MAX + 256];
	long status = 0;

	snprintf(url, sizeof(url), "%s%s", api->base, post->path);
	snprintf(api->reason, sizeof(api->reason), "out of memory");
	curl_easy_reset(api->easy);
	curl_easy_setopt(api->easy, CURLOPT_POST, 1L);
	curl_easy_setopt(api->easy, CURLOPT_POSTFIELDS, post->body);
	curl_easy_setopt(api->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)post->bytes);
	curl_easy_setopt(api->easy, CURLOPT_TIMEOUT_MS, POST_TIMEOUT_MS);
	if (headers && add_header(&headers, "Content-Type", post->content_type) &&
	    add_header(&headers, "Lambda-Runtime-Invocation-Id", post->invocation_id) &&
	    add_header(&headers, "Lambda-Runtime-Function-Error-Type", post->error_type)) {
		curl_easy_setopt(api->easy, CURLOPT_HTTPHEADER, headers);
		status = perform(api, url);
	}
	curl_slist_free_all(headers);
	return status;
}

static void pause_before(int attempt)
{
	const struct timespec pause = { .tv_nsec = POST_PAUSE_NS << attempt };

	nanosleep(&pause, NULL);
}

static int send_post(struct runtime_api *api, const struct post *post)
{
	for (int attempt = 0; attempt < POST_TRIES; attempt++) {
		long status = post_once(api, post);
		if (status >= 200 && status < 300)
			return 0;
		if (status == 413)
			return -EMSGSIZE;
		/* It is this answer that the API does not want: another attempt would be the same. */
		if (status >= 400 && status < 500)
			return -ESTALE;
		if (attempt + 1 < POST_TRIES)
			pause_before(attempt);
	}
	return -EIO;
}

int runtime_api_respond(struct runtime_api *api, const struct invocation *invocation,
			const char *response, size_t bytes)
{
	char path[RUNTIME_API_ID_MAX + 64];
	const struct post post = {
		.path = path,
		.body = response,
		.bytes = bytes,
		.content_type = "application/json",
		.invocation_id = invocation->invocation_id,
	};

	snprintf(path, sizeof(path), "/invocation/%s/response", invocation->request_id);
	return send_post(api, &post);
}

static int send_error(struct runtime_api *api, const char *path, const char *invocation_id,
		      const struct runtime_api_error *error)
{
	AUTO_BUF struct buf body = { .max = ERROR_MAX };

	if (buf_append_str(&body, "{\"errorMessage\":") < 0 ||
	    json_text_append_string(error->message, strlen(error->message), &body) < 0 ||
	    buf_append_str(&body, ",\"errorType\":") < 0 ||
	    json_text_append_string(error->type, strlen(error->type), &body) < 0 ||
	    buf_append_str(&body, ",\"stackTrace\":[]}") < 0) {
		snprintf(api->reason, sizeof(api->reason), "out of memory");
		return -EIO;
	}
	const struct post post = {
		.path = path,
		.body = body.data,
		.bytes = body.len,
		.content_type = "application/vnd.aws.lambda.error+json",
		.invocation_id = invocation_id,
		.error_type = error->type,
	};
	return send_post(api, &post);
}

int runtime_api_fail(struct runtime_api *api, const struct invocation *invocation,
		     const struct runtime_api_error *error)
{
	char path[RUNTIME_API_ID_MAX + 64];

	snprintf(path, sizeof(path), "/invocation/%s/error", invocation->request_id);
	return send_error(api, path, invocation->invocation_id, error);
}

int runtime_api_fail_init(struct runtime_api *api, const struct runtime_api_error *error)
{
	return send_error(api, "/init/error", NULL, error);
}
