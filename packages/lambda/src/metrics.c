// SPDX-License-Identifier: MIT
#include "metrics.h"

#include <time.h>

#define NAMESPACE "UntrustedCode"

const char *metrics_outcome_name(enum untrusted_outcome outcome)
{
	switch (outcome) {
	case UNTRUSTED_SUCCESS:
		return "success";
	case UNTRUSTED_CODE_FAILED:
		return "code_failed";
	case UNTRUSTED_LIMIT_EXCEEDED:
		return "limit_exceeded";
	case UNTRUSTED_INVALID_REQUEST:
		return "invalid_request";
	case UNTRUSTED_INTERNAL:
	case UNTRUSTED_CANCELLED:
	case UNTRUSTED_BUSY:
		break;
	}
	return "internal";
}

/* A request that was refused ran under no limits, and cost nothing that would say something of executions. */
static bool was_accepted(const struct untrusted_result *result)
{
	return result->timeout_ms != 0;
}

static void log_execution(struct log *log, const struct metrics *metrics)
{
	const struct untrusted_result *result = metrics->result;
	const struct untrusted_usage *usage = &result->usage;
	enum log_level level = result->outcome == UNTRUSTED_INTERNAL ? LOG_ERROR : LOG_INFO;
	struct log_line line = log_begin(log, level, "execution");

	log_text(&line, "event", event_kind_name(metrics->event));
	log_text(&line, "outcome", metrics_outcome_name(result->outcome));
	log_text(&line, "kind", result->kind);
	log_text(&line, "reason", metrics->reason);
	log_ms(&line, "wallTimeMs", usage->wall_us);
	log_ms(&line, "cpuTimeMs", usage->cpu_us);
	log_ms(&line, "overheadMs",
	       metrics->whole_us > usage->wall_us ? metrics->whole_us - usage->wall_us : 0);
	log_count(&line, "peakMemoryBytes", usage->peak_memory_bytes);
	log_count(&line, "fetchCount", usage->fetches);
	log_count(&line, "fetchesRefused", usage->fetches_refused);
	log_count(&line, "bytesSent", usage->bytes_sent);
	log_count(&line, "bytesReceived", usage->bytes_received);
	if (was_accepted(result)) {
		log_count(&line, "timeoutMs", result->timeout_ms);
		log_count(&line, "memoryLimitBytes", result->memory_limit_bytes);
	}
	log_count(&line, "responseBytes", metrics->response_bytes);
	log_json(&line, "delivered", metrics->is_delivered ? "true" : "false",
		 metrics->is_delivered ? 4 : 5);
	log_end(&line);
}

/* What each metric is, for CloudWatch: the values follow as members of these names. */
static const char outcomes[] = "{\"Namespace\":\"" NAMESPACE
			       "\",\"Dimensions\":[[\"FunctionName\",\"Outcome\"]],\"Metrics\":["
			       "{\"Name\":\"Executions\",\"Unit\":\"Count\"}]}";
static const char costs[] =
	"{\"Namespace\":\"" NAMESPACE "\",\"Dimensions\":[[\"FunctionName\"]],\"Metrics\":["
	"{\"Name\":\"Duration\",\"Unit\":\"Milliseconds\"},"
	"{\"Name\":\"CpuTime\",\"Unit\":\"Milliseconds\"},"
	"{\"Name\":\"PeakMemory\",\"Unit\":\"Bytes\"},"
	"{\"Name\":\"Fetches\",\"Unit\":\"Count\"},"
	"{\"Name\":\"FetchesRefused\",\"Unit\":\"Count\"}]},";

static void log_metrics(struct log *log, const struct metrics *metrics)
{
	const struct untrusted_usage *usage = &metrics->result->usage;
	/* Of the level that is asked for, or Lambda's own filter would drop the metrics with the line. */
	struct log_line line = log_begin(log, log->level, "metrics");
	AUTO_BUF struct buf head = { .max = 2048 };
	bool has_cost = was_accepted(metrics->result);
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	int64_t ms = (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
	if (buf_append_format(&head, "{\"Timestamp\":%lld,\"CloudWatchMetrics\":[%s%s]}",
			      (long long)ms, has_cost ? costs : "", outcomes) == 0)
		log_json(&line, "_aws", head.data, head.len);
	else
		line.is_dropped = true;
	log_text(&line, "FunctionName", metrics->function_name);
	log_text(&line, "Outcome", metrics_outcome_name(metrics->result->outcome));
	log_count(&line, "Executions", 1);
	if (has_cost) {
		log_ms(&line, "Duration", usage->wall_us);
		log_ms(&line, "CpuTime", usage->cpu_us);
		log_count(&line, "PeakMemory", usage->peak_memory_bytes);
		log_count(&line, "Fetches", usage->fetches);
		log_count(&line, "FetchesRefused", usage->fetches_refused);
	}
	log_end(&line);
}

void metrics_log(struct log *log, const struct metrics *metrics)
{
	log_execution(log, metrics);
	log_metrics(log, metrics);
}
