// SPDX-License-Identifier: MIT
// The function's environment: what of the properties it enforces itself.
import { Token, type Duration, type Size } from "aws-cdk-lib";
import { refuse } from "./errors.js";
import { ALLOWLIST, EXECUTION, FUNCTION, LAYERS } from "./limits.js";
import type { UntrustedCodeFunctionProps, UntrustedCodeLimits } from "./props.js";

/** The variables that the function knows (docs/lambda.md). */
export const VARIABLES = {
  requiredLayers: "SANDBOX_REQUIRE",
  outerAllowlist: "UNTRUSTED_OUTER_ALLOWLIST",
  defaultTimeout: "UNTRUSTED_DEFAULT_TIMEOUT",
  maximumTimeout: "UNTRUSTED_MAX_TIMEOUT",
  defaultMemory: "UNTRUSTED_DEFAULT_MEMORY",
  maximumMemory: "UNTRUSTED_MAX_MEMORY",
} as const;

interface Range {
  readonly maximum: number;
  readonly unit: string;
}

const TIME: Range = { maximum: EXECUTION.maximumTimeoutMs, unit: "ms" };
const MEMORY: Range = { maximum: EXECUTION.maximumMemoryBytes, unit: "B" };

function milliseconds(value: Duration | undefined): number | undefined {
  return value?.toMilliseconds({ integral: false });
}

function bytes(value: Size | undefined): number | undefined {
  return value?.toBytes();
}

function checkLimit(field: string, value: number | undefined, { maximum, unit }: Range): void {
  if (value === undefined) return;
  if (!Number.isInteger(value) || value < 1)
    refuse(field, `must be a whole number of ${unit}, at least 1, not ${value}`);
  if (value > maximum) refuse(field, `must be at most ${maximum} ${unit}, the executor's own maximum, not ${value}`);
}

/** A default and a maximum as the function takes them. It lowers its own default to a maximum below it by itself. */
function limits(
  name: string,
  preset: number | undefined,
  maximum: number | undefined,
  range: Range,
): (string | undefined)[] {
  checkLimit(`limits.maximum${name}`, maximum, range);
  checkLimit(`limits.default${name}`, preset, range);
  if (preset !== undefined && maximum !== undefined && preset > maximum)
    refuse(`limits.default${name}`, `must be at most limits.maximum${name}, ${maximum} ${range.unit}, not ${preset}`);
  return [preset, maximum].map((value) => (value === undefined ? value : `${value}${range.unit}`));
}

/** The longest execution that the limits allow. */
export function longestExecutionMs(limits: UntrustedCodeLimits = {}): number {
  return milliseconds(limits.maximumTimeout) ?? EXECUTION.maximumTimeoutMs;
}

const HOST = /^(\*\.)?[^\s,/*:?#@%\\]+$/;
const ORIGIN = /^https?:\/\/[^\s,/*:?#@%\\]+(:\d+)?$/i;
const OTHER_PORT = /:(?!(80|443)$)\d+$/;

/** What is wrong with an entry as a text; whether its host can be allowed is the function's to judge when it starts. */
function problemOf(entry: string): string | undefined {
  if (entry === "*") return "would allow every host; leave outerAllowlist out for that";
  if (Buffer.byteLength(entry) > ALLOWLIST.entryBytes) return `has more than ${ALLOWLIST.entryBytes} bytes`;
  if (!HOST.test(entry) && !ORIGIN.test(entry))
    return "is neither a host nor an origin, such as example.com, *.example.com or https://api.example.com";
  if (ORIGIN.test(entry) && OTHER_PORT.test(entry))
    return "has a port that the function does not allow: it allows 80 and 443";
  return undefined;
}

function allowlist(entries: readonly string[]): string {
  if (entries.length > ALLOWLIST.entries)
    refuse("outerAllowlist", `must have at most ${ALLOWLIST.entries} entries, not ${entries.length}`);
  for (const [index, entry] of entries.entries()) {
    const problem = Token.isUnresolved(entry) ? undefined : problemOf(entry);
    if (problem) refuse(`outerAllowlist[${index}] "${entry}"`, problem);
  }
  // A list without entries is no network. It is written so that nothing on the way takes an empty value for none.
  return entries.join(",") || ",";
}

function layers(wanted: NonNullable<UntrustedCodeFunctionProps["requiredLayers"]>): string {
  if (wanted === "all") return wanted;
  const known: readonly string[] = LAYERS;
  const unknown = wanted.find((layer) => !known.includes(layer));
  if (unknown !== undefined)
    refuse("requiredLayers", `"${unknown}" is no isolation layer; there are ${LAYERS.join(", ")}, or all`);
  return wanted.join(",");
}

function checkSize(environment: Record<string, string>): void {
  const size = Object.entries(environment).reduce(
    (sum, [name, value]) => sum + name.length + Buffer.byteLength(value),
    0,
  );
  if (size > FUNCTION.environmentBytes)
    refuse(
      "outerAllowlist",
      `is too long: with it the environment has ${size} bytes, and Lambda allows ${FUNCTION.environmentBytes}`,
    );
}

/**
 * The function's environment variables; none for what is not asked for.
 *
 * @throws InvalidConfigurationError
 */
export function environmentOf(props: UntrustedCodeFunctionProps): Record<string, string> {
  const { limits: wanted = {}, network, requiredLayers } = props;
  const isIsolated = network === "isolated";
  if (isIsolated && props.outerAllowlist?.length)
    refuse(
      "outerAllowlist",
      "allows hosts that an isolated network cannot reach: leave it out, or choose another network",
    );
  const outerAllowlist = isIsolated ? [] : props.outerAllowlist;
  const time = limits("Timeout", milliseconds(wanted.defaultTimeout), milliseconds(wanted.maximumTimeout), TIME);
  const memory = limits("Memory", bytes(wanted.defaultMemory), bytes(wanted.maximumMemory), MEMORY);
  const values: Record<keyof typeof VARIABLES, string | undefined> = {
    requiredLayers: requiredLayers === undefined || requiredLayers.length === 0 ? undefined : layers(requiredLayers),
    outerAllowlist: outerAllowlist && allowlist(outerAllowlist),
    defaultTimeout: time[0],
    maximumTimeout: time[1],
    defaultMemory: memory[0],
    maximumMemory: memory[1],
  };
  const environment: Record<string, string> = {};
  for (const [key, variable] of Object.entries(VARIABLES)) {
    const value = values[key as keyof typeof VARIABLES];
    if (value !== undefined) environment[variable] = value;
  }
  checkSize(environment);
  return environment;
}
