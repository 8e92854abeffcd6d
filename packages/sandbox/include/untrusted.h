/* SPDX-License-Identifier: MIT */
/*
 * Runs JavaScript that nobody has read, contained. The embedding API; the command line, the HTTP server
 * and AWS Lambda are built on it.
 *
 * An executor owns a pool of locked child processes ("cells"); each execution gets a fresh one, which is
 * never used again. A request and a response are JSON text as described in docs/contract.md, so that the
 * same request behaves the same everywhere.
 *
 * Not thread-safe: use an executor from the thread that opened it, and keep that thread alive until
 * untrusted_close(): where the kernel supports it, the cells die with it. The executor handles no signals
 * and reaps its own children by their numbers; the program must leave them to it: no waitpid(-1), and
 * SIGCHLD not ignored (SIG_IGN). Callbacks must not call untrusted_run() or untrusted_close(); they may
 * start and cancel executions.
 *
 * Where the kernel gives neither seccomp nor namespaces (`untrusted doctor`), a cell that has broken out of
 * its guest is a process of the program's own user: make the program undumpable (PR_SET_DUMPABLE), and keep
 * no secret in its memory that it can do without.
 *
 *	struct untrusted *executor;
 *	struct untrusted_result result;
 *	if (untrusted_open(NULL, &executor) == 0) {
 *		untrusted_run(executor, json, strlen(json), NULL, &result);
 *		puts(result.response);
 *		untrusted_result_done(&result);
 *		untrusted_close(executor);
 *	}
 */
#ifndef UNTRUSTED_H
#define UNTRUSTED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define UNTRUSTED_VERSION "0.1.0"

struct event_base; /* libevent's */
struct untrusted;
struct untrusted_execution;

/* Isolation layers that may be required (`required_layers`); see `untrusted doctor`. */
enum untrusted_layer {
	UNTRUSTED_LAYER_NO_NEW_PRIVS = 1u << 0,
	UNTRUSTED_LAYER_SECCOMP = 1u << 1,
	UNTRUSTED_LAYER_NAMESPACES = 1u << 2,
	UNTRUSTED_LAYER_LANDLOCK = 1u << 3,
	UNTRUSTED_LAYER_RLIMITS = 1u << 4,
	UNTRUSTED_LAYER_UNDUMPABLE = 1u << 5,
	UNTRUSTED_LAYER_NO_CAPABILITIES = 1u << 6,
};

/*
 * What the deployer decides about the network (docs/network.md); the caller's own decision is the request's
 * `allowedDomains`, which this widens to addresses and ports that are not public, or narrows. Lists end with
 * NULL, and NULL is an empty list. Everything is copied.
 */
struct untrusted_network {
	/* `10.1.0.0/16`, `127.0.0.1`, `::1`: reachable though not public, where a request allows the host. */
	const char *const *allow_addresses;
	/* Beside 80 and 443. */
	const char *const *allow_ports;
	/* Entries as in `allowedDomains`, which no request's may exceed. NULL: no such bound. */
	const char *const *outer_allowlist;
	/* `ADDRESS:PORT`, asked instead of those of /etc/resolv.conf. */
	const char *const *dns_servers;
	/* PEM file of the certificate authorities to trust. NULL: the system's, or the one that is shipped. */
	const char *ca_file;
	/* `HOST:PORT` of the AWS Lambda Runtime API, which is never reachable. NULL: there is none. */
	const char *runtime_api;
	/* HTTP requests of one execution, and at a time. Default (0): 50 and 6. */
	unsigned fetches, fetches_at_once;
};

/*
 * What the deployer decides about the limits that a request may choose (docs/limits.md). A maximum may be lowered, not
 * raised: 25,000 ms and 50 MiB are the most. Copied.
 */
struct untrusted_limits {
	/* Of a request that gives none, at most the maximum. Default (0): 5,000 ms, 10 MiB; or the maximum, if lower. */
	uint32_t default_timeout_ms, default_memory_limit_bytes;
	/* A request that gives more gets this, and its response says so. Default (0): 25,000 ms, 50 MiB. */
	uint32_t max_timeout_ms, max_memory_limit_bytes;
};

struct untrusted_options {
	/* Path of `untrusted-cell`. Default: beside the running executable. */
	const char *cell_path;
	/* Executions that run at a time. Default (0): the number of processors. */
	unsigned concurrency;
	/* Executions that wait for their turn; one more is refused. Default (0): 100 for each at a time. */
	unsigned queue;
	/* Layers without which untrusted_open() fails, ORed. Default: 0. */
	uint32_t required_layers;
	/* Read the CA file at the start, in a millisecond or two, and not at the first request over TLS. */
	bool is_eager;
	/* A loop that the caller runs, for untrusted_start(). Default (NULL): the executor's own. */
	struct event_base *loop;
	/* Default (NULL): public addresses, ports 80 and 443. */
	const struct untrusted_network *network;
	/* Default (NULL): those of the contract. */
	const struct untrusted_limits *limits;
	/* Called with one JSON object, without a newline, for each outbound request (docs/network.md).
	 * Default: it is told to nobody. */
	void (*on_audit)(void *user, const char *line, size_t line_bytes);
	/* Called with one line of text, without a newline, when something about the executor itself is
	 * worth an operator's attention (a zygote died, a cell broke the protocol). Default: silence. */
	void (*on_notice)(void *user, const char *text);
	void *user;
};

enum untrusted_outcome {
	UNTRUSTED_SUCCESS,	   /* the code's value was returned */
	UNTRUSTED_CODE_FAILED,	   /* kinds syntax, runtime, stack, result */
	UNTRUSTED_LIMIT_EXCEEDED,  /* kinds timeout, memory */
	UNTRUSTED_INVALID_REQUEST, /* nothing was run */
	UNTRUSTED_INTERNAL,	   /* the sandbox itself failed */
	UNTRUSTED_CANCELLED,	   /* by untrusted_cancel() */
	UNTRUSTED_BUSY, /* refused: running and waiting executions are at their maximum */
};

/* What an execution has cost; all 0 if nothing was run. */
struct untrusted_usage {
	uint64_t wall_us, cpu_us;
	uint64_t peak_memory_bytes;
	uint32_t fetches;	  /* HTTP requests that the rules let out */
	uint32_t fetches_refused; /* by a rule */
	uint64_t bytes_sent, bytes_received;
};

struct untrusted_result {
	enum untrusted_outcome outcome;
	char *response; /* the response object, JSON, NUL-terminated */
	size_t response_bytes;
	/* The same as in the response, for logs and metrics. */
	const char *kind; /* of the failure (docs/contract.md), a constant; NULL: none */
	struct untrusted_usage usage;
	uint32_t timeout_ms, memory_limit_bytes; /* that applied; 0: the request was refused */
};

struct untrusted_callbacks {
	/* Names the execution in the audit log. Copied. Default (NULL): a random one. */
	const char *execution_id;
	/*
	 * Nanoseconds of CLOCK_MONOTONIC at which the execution ends whatever its timeout, waiting for its turn
	 * included; the kill may come 40 ms later. Default (0): none.
	 */
	int64_t deadline_ns;
	/*
	 * Asked about each response before its execution ends: NULL, or why it cannot be delivered, a sentence that is
	 * copied. The code then has failed with kind `result`, and the new response, which has the same console and
	 * usage but no value, is not asked about. It must start and cancel nothing. Default: every response can.
	 */
	const char *(*judge_response)(void *user, const char *response, size_t response_bytes);
	/*
	 * A console line, as it happens; all in all those of the response's `logs`, the one about what was dropped
	 * included. @level is `log`, `info`, `warn`, `error`, `debug` or `trace`; @time_us counts from the start of
	 * the code, as `timeMs` does; @text is meant to be UTF-8, may be any bytes (in the response, what is not
	 * UTF-8 is U+FFFD), may span lines, is not NUL-terminated and belongs to the executor.
	 */
	void (*on_console)(void *user, const char *level, uint64_t time_us, const char *text,
			   size_t text_bytes);
	/* Only for untrusted_start(): the end. @result belongs to the executor and is gone afterwards. */
	void (*on_result)(void *user, const struct untrusted_result *result);
	void *user;
};

/*
 * Starts the cells' zygote and readies the first cells. @options may be NULL. Blocks for a few milliseconds.
 * Returns 0, or a negative errno: -ENOENT no cell executable, -EPERM a required layer is missing (which
 * one: on_notice), -EINVAL an entry of `network` or `limits` is wrong (which one, and why: on_notice), -EPROTO the
 * cell executable is of another version.
 */
int untrusted_open(const struct untrusted_options *options, struct untrusted **out);

/*
 * Runs one request to its end and fills @out, which the caller frees with untrusted_result_done().
 * Blocks for up to the request's timeout. @callbacks may be NULL. A malformed request is not an error of
 * this function: @out tells. Returns 0, or -ENOMEM.
 */
int untrusted_run(struct untrusted *executor, const char *request, size_t request_bytes,
		  const struct untrusted_callbacks *callbacks, struct untrusted_result *out);

/*
 * Starts a request on the loop and returns at once; callbacks->on_result is called exactly once, from the
 * loop, never from within this call. The request is copied. Returns 0, or -ENOMEM.
 * @out (may be NULL) is valid until on_result.
 */
int untrusted_start(struct untrusted *executor, const char *request, size_t request_bytes,
		    const struct untrusted_callbacks *callbacks, struct untrusted_execution **out);

/*
 * Runs the loop until the next execution finds its cell ready, or none can be made, but for no longer than
 * @timeout_ms: to be called where waiting costs nobody anything, before a frozen or a fresh process gets its first
 * request. Returns 0, or -ETIMEDOUT.
 */
int untrusted_prepare(struct untrusted *executor, unsigned timeout_ms);

/* Kills an execution; its on_result follows with UNTRUSTED_CANCELLED. */
void untrusted_cancel(struct untrusted_execution *execution);

/* Returns 0 if the layer holds in the executor's cells, else the errno with which the kernel refused it. */
int untrusted_layer_error(const struct untrusted *executor, enum untrusted_layer layer);

/* Kills what still runs, without calling back, and frees everything. NULL is allowed. */
void untrusted_close(struct untrusted *executor);

void untrusted_result_done(struct untrusted_result *result);

#endif
