// SPDX-License-Identifier: MIT
// The function's own metrics, which CloudWatch reads from its log (docs/lambda.md).
import { Duration } from "aws-cdk-lib";
import { Metric, Stats } from "aws-cdk-lib/aws-cloudwatch";

const NAMESPACE = "UntrustedCode";

export const PERIOD = Duration.minutes(5);

export const OUTCOMES = ["success", "code_failed", "limit_exceeded", "invalid_request", "internal"] as const;

/** Executions with an outcome. */
export function executions(functionName: string, outcome: (typeof OUTCOMES)[number]): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName: "Executions",
    dimensionsMap: { FunctionName: functionName, Outcome: outcome },
    statistic: Stats.SUM,
    period: PERIOD,
  });
}

/** What executions cost. */
export function usage(
  functionName: string,
  metricName: "Duration" | "CpuTime" | "PeakMemory" | "Fetches" | "FetchesRefused",
  statistic: string,
): Metric {
  return new Metric({
    namespace: NAMESPACE,
    metricName,
    dimensionsMap: { FunctionName: functionName },
    statistic,
    period: PERIOD,
  });
}
