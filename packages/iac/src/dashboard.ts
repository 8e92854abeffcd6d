// SPDX-License-Identifier: MIT
import { Dashboard, GraphWidget, Stats, type Metric } from "aws-cdk-lib/aws-cloudwatch";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import type { Construct } from "constructs";
import { executions, OUTCOMES, PERIOD, usage } from "./metrics.js";

const graph = (title: string, left: Metric[], right: Metric[] = []): GraphWidget =>
  new GraphWidget({ title, left, right, width: 12, height: 6, leftYAxis: { min: 0 } });

/** What came of executions, what they cost, what they asked of the network; and the function as Lambda sees it. */
export function makeDashboard(scope: Construct, lambdaFunction: LambdaFunction): Dashboard {
  const name = lambdaFunction.functionName;
  const period = PERIOD;
  // Alarms cannot have labels, so that the metrics come without.
  const cost = (metric: Parameters<typeof usage>[1], statistic: string): Metric =>
    usage(name, metric, statistic).with({ label: `${metric} ${statistic}` });
  const ofLambda = [lambdaFunction.metricInvocations, lambdaFunction.metricErrors, lambdaFunction.metricThrottles];
  return new Dashboard(scope, "Dashboard", {
    widgets: [
      [
        graph(
          "Executions by outcome",
          OUTCOMES.map((outcome) => executions(name, outcome).with({ label: outcome })),
        ),
        graph(
          "Invocations, errors, throttles",
          ofLambda.map((metric) => metric.call(lambdaFunction, { period })),
        ),
      ],
      [
        graph("Wall and processor time of executions (ms)", [
          cost("Duration", Stats.p(50)),
          cost("Duration", Stats.p(99)),
          cost("CpuTime", Stats.p(99)),
        ]),
        graph(
          "Duration of invocations (ms), left; how many at a time, right",
          [Stats.p(99), Stats.MAXIMUM].map((statistic) => lambdaFunction.metricDuration({ period, statistic })),
          [lambdaFunction.metric("ConcurrentExecutions", { period, statistic: Stats.MAXIMUM })],
        ),
      ],
      [
        graph("Memory of the code's values (bytes)", [
          cost("PeakMemory", Stats.p(99)),
          cost("PeakMemory", Stats.MAXIMUM),
        ]),
        graph(
          "Outbound requests, left; refused ones, right",
          [cost("Fetches", Stats.SUM)],
          [cost("FetchesRefused", Stats.SUM)],
        ),
      ],
    ],
  });
}
