// SPDX-License-Identifier: MIT
import { Alarm, ComparisonOperator, Stats, TreatMissingData, type IMetric } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { executions, PERIOD, usage } from "./metrics.js";
import type { UntrustedCodeAlarmsProps } from "./props.js";

/** The alarms of one function. What to do when one fires: docs/operations.md. */
export interface UntrustedCodeAlarms {
  readonly errors: Alarm;
  readonly throttles: Alarm;
  readonly duration: Alarm;
  readonly sandboxFaults: Alarm;
  readonly refusals: Alarm;
}

export function makeAlarms(
  scope: Construct,
  lambdaFunction: LambdaFunction,
  { timeoutMs, longestMs }: { timeoutMs: number; longestMs: number },
  props: UntrustedCodeAlarmsProps,
): UntrustedCodeAlarms {
  const { functionName } = lambdaFunction;
  // By default never at what an execution may take by itself.
  const slowMs =
    props.durationPercent === undefined
      ? Math.min(Math.max(timeoutMs * 0.9, longestMs + 500), timeoutMs)
      : (timeoutMs * props.durationPercent) / 100;
  const make = (id: string, metric: IMetric, threshold: number, what: string): Alarm => {
    const alarm = new Alarm(scope, id, {
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      // No invocation is no alarm.
      treatMissingData: TreatMissingData.NOT_BREACHING,
      alarmDescription: `Untrusted code: ${what}. What to do: docs/operations.md.`,
    });
    if (props.actions) {
      alarm.addAlarmAction(...props.actions);
      alarm.addOkAction(...props.actions);
    }
    return alarm;
  };
  return {
    errors: make(
      "ErrorsAlarm",
      lambdaFunction.metricErrors({ period: PERIOD }),
      props.errors ?? 1,
      "invocations fail, which is not the code's doing",
    ),
    throttles: make(
      "ThrottlesAlarm",
      lambdaFunction.metricThrottles({ period: PERIOD }),
      props.throttles ?? 1,
      "Lambda refuses invocations for want of concurrency",
    ),
    duration: make(
      "DurationAlarm",
      lambdaFunction.metricDuration({ period: PERIOD, statistic: Stats.MAXIMUM }),
      slowMs,
      `an invocation took ${slowMs / 1000} s or more, of ${timeoutMs / 1000} s`,
    ),
    sandboxFaults: make(
      "SandboxFaultsAlarm",
      executions(functionName, "internal"),
      props.sandboxFaults ?? 1,
      "the sandbox itself fails",
    ),
    refusals: make(
      "RefusalsAlarm",
      usage(functionName, "FetchesRefused", Stats.SUM),
      props.refusals ?? 100,
      "code asks for what the network's rules forbid",
    ),
  };
}
