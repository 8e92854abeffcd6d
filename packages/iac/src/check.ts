// SPDX-License-Identifier: MIT
// What of the properties AWS, or the executor, would refuse later and less clearly.
import { Token } from "aws-cdk-lib";
import { refuse } from "./errors.js";
import { FUNCTION, OVERHEAD_MS } from "./limits.js";
import type { UntrustedCodeAlarmsProps, UntrustedCodeFunctionProps } from "./props.js";
import { longestExecutionMs } from "./settings.js";

function checkInteger(field: string, value: number | undefined, minimum: number, maximum: number, unit = ""): void {
  if (value === undefined || Token.isUnresolved(value)) return;
  if (!Number.isInteger(value) || value < minimum || value > maximum)
    refuse(field, `must be a whole number${unit && ` of ${unit}`} from ${minimum} to ${maximum}, not ${value}`);
}

function checkTimeout({ timeout, limits }: UntrustedCodeFunctionProps): void {
  const timeoutMs = timeout?.toMilliseconds() ?? FUNCTION.defaultTimeoutMs;
  const longestMs = longestExecutionMs(limits);
  if (timeoutMs % 1000 !== 0 || timeoutMs > FUNCTION.maximumTimeoutMs)
    refuse("timeout", `must be whole seconds, at most ${FUNCTION.maximumTimeoutMs / 1000}, not ${timeoutMs / 1000} s`);
  if (timeoutMs < longestMs + OVERHEAD_MS)
    refuse(
      "timeout",
      `must be at least ${OVERHEAD_MS / 1000} s more than the longest execution, ${longestMs / 1000} s, not ` +
        `${timeoutMs / 1000} s: raise it, or lower limits.maximumTimeout`,
    );
}

function checkAlarms(alarms: UntrustedCodeAlarmsProps): void {
  checkInteger("alarms.durationPercent", alarms.durationPercent, 1, 100);
  for (const field of ["errors", "throttles", "sandboxFaults", "refusals"] as const)
    checkInteger(`alarms.${field}`, alarms[field], 1, Number.MAX_SAFE_INTEGER);
}

/** @throws InvalidConfigurationError */
export function checkProps(props: UntrustedCodeFunctionProps): void {
  const { functionName, network, alarms } = props;
  if (functionName !== undefined && !Token.isUnresolved(functionName) && !/^[\w-]{1,64}$/.test(functionName))
    refuse("functionName", `must be 1 to 64 letters, digits, - and _, not "${functionName}"`);
  checkInteger("memorySize", props.memorySize, FUNCTION.minimumMemoryMb, FUNCTION.maximumMemoryMb, "MB");
  checkInteger("reservedConcurrency", props.reservedConcurrency, 1, 1_000_000);
  checkTimeout(props);
  if (props.tenantIsolation && props.functionUrl)
    refuse("tenantIsolation", "excludes functionUrl: AWS Lambda has no URLs for functions with tenant isolation");
  if (typeof network === "string" && network !== "public" && network !== "isolated")
    refuse("network", `must be "public", "isolated" or a VPC ({ vpc }), not "${network as string}"`);
  // For an empty list the CDK makes a group of its own, which lets everything out.
  if (typeof network === "object" && network.securityGroups?.length === 0)
    refuse("network.securityGroups", "must not be empty; leave it out for a group that lets HTTP and HTTPS out");
  if (typeof alarms === "object") checkAlarms(alarms);
}
