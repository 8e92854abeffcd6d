// SPDX-License-Identifier: MIT
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { SandboxError } from "./errors.js";
import { executablePath } from "./platform.js";

/**
 * A layer of isolation that the kernel has to grant. `untrusted doctor` tells which ones this machine gives.
 *
 * @public
 */
export type IsolationLayer =
  | "no-new-privs"
  | "seccomp"
  | "namespaces"
  | "landlock"
  | "rlimits"
  | "undumpable"
  | "no-capabilities";

/**
 * What code may reach, by the deployer's choice and never by the code's or the request's. Without any of it code reaches
 * public addresses at ports 80 and 443, and of these the hosts that its request allows.
 *
 * @public
 */
export interface NetworkOptions {
  /** Addresses that code may reach though they are not public, such as `10.1.0.0/16`; at most 64. Default: none. */
  readonly allowAddresses?: readonly string[] | undefined;
  /** Ports that code may use beside 80 and 443; at most 64. Default: none. */
  readonly allowPorts?: readonly number[] | undefined;
  /** A file with the most that a request's `allowedDomains` may allow, an entry a line. Default: no such bound. */
  readonly outerAllowlist?: string | undefined;
  /** DNS servers to ask, such as `127.0.0.53:53` or `[::1]:53`; at most 100. Default: those of /etc/resolv.conf. */
  readonly dnsServers?: readonly string[] | undefined;
  /** A file of certificate authorities in PEM. Default: the system's, or where it has none Mozilla's. */
  readonly caFile?: string | undefined;
  /** A file to append a line of JSON to for each outbound request. Default: `onAudit` gets them. */
  readonly auditLog?: string | undefined;
  /** How many requests one execution may make, from 1 to 10,000. Default: 50. */
  readonly fetches?: number | undefined;
  /** How many of these at a time, from 1 to 256; further ones wait. Default: 6. */
  readonly fetchesAtOnce?: number | undefined;
}

/**
 * Limits that hold for every request, whatever it asks for. Without any of it they are the contract's: 5 s and at most 25 s,
 * 10 MiB and at most 50 MiB.
 *
 * @public
 */
export interface LimitOptions {
  /** The timeout of requests that give none, in milliseconds, from 1 to 25,000. Default: 5000, or `maxTimeoutMs` if that is less. */
  readonly defaultTimeoutMs?: number | undefined;
  /** No request gets more, in milliseconds, from 1 to 25,000. Default: 25,000. */
  readonly maxTimeoutMs?: number | undefined;
  /** The memory limit of requests that give none, in bytes, from 1 to 52,428,800. Default: 10 MiB, or `maxMemoryBytes` if that is less. */
  readonly defaultMemoryBytes?: number | undefined;
  /** No request gets more, in bytes, from 1 to 52,428,800. Default: 50 MiB. */
  readonly maxMemoryBytes?: number | undefined;
}

/**
 * How an executor runs. Relative paths start at the working directory that the process has when they are given.
 *
 * Environment variables that begin with `UNTRUSTED_`, and `SANDBOX_REQUIRE`, reach the executor as well: they are the
 * deployer's settings, and options given here come on top of them. No other variable does.
 *
 * @public
 */
export interface ExecutorOptions {
  /** Path of the `untrusted` executable. Default: {@link executablePath}. */
  readonly executable?: string | undefined;
  /** How many executions run at a time, from 1 to 1,024; 100 times as many wait. Default: the number of processors. */
  readonly concurrency?: number | undefined;
  /** Layers of isolation without which it refuses to start. Default: none; what is missing is a notice. */
  readonly require?: readonly IsolationLayer[] | "all" | undefined;
  /** What code may reach. Default: see {@link NetworkOptions}. */
  readonly network?: NetworkOptions | undefined;
  /** What requests get at most, and without asking. Default: see {@link LimitOptions}. */
  readonly limits?: LimitOptions | undefined;
  /** How long it may take to start, in milliseconds, from 1 to 600,000. Default: 10,000. */
  readonly startTimeoutMs?: number | undefined;
  /**
   * Gets each line that it says about itself, such as which layers of isolation are missing. Default: each one is a warning
   * of the process (`SandboxWarning`), once.
   */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Gets the audit entry of each outbound request, if `network.auditLog` is not set. Default: they are ignored. */
  readonly onAudit?: ((entry: Record<string, unknown>) => void) | undefined;
}

/**
 * What the executor is started with.
 *
 * @internal
 */
export interface Settings {
  readonly executable: string;
  readonly concurrency: number;
  /** Options of `untrusted serve`. */
  readonly args: readonly string[];
  readonly startTimeoutMs: number;
  readonly onNotice: (text: string) => void;
  readonly onAudit: (entry: Record<string, unknown>) => void;
}

type Fields = Record<string, unknown>;

const LAYERS: readonly IsolationLayer[] = [
  "no-new-privs",
  "seccomp",
  "namespaces",
  "landlock",
  "rlimits",
  "undumpable",
  "no-capabilities",
];

const invalid = (field: string, fault: string) => new SandboxError("invalid_options", `${field} ${fault}`);

/** The members of an object, in which a misspelt one must not be a rule that is silently not there. */
function fields(value: unknown, where: string, names: readonly string[]): Fields {
  if (value === undefined) return {};
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw invalid(where, "must be an object");
  const unknown = Object.keys(value).find(name => !names.includes(name));
  if (unknown !== undefined) throw invalid(where, `has no "${unknown}"; there are ${names.join(", ")}`);
  return value as Fields;
}

function integer(value: unknown, field: string, least: number, most: number): number {
  if (typeof value === "number" && Number.isInteger(value) && value >= least && value <= most) return value;
  throw invalid(field, `must be a whole number from ${least} to ${most}, and is ${show(value)}`);
}

function text(value: unknown, field: string): string {
  if (typeof value === "string" && value !== "" && !value.includes("\0")) return value;
  throw invalid(field, `must be a text that is not empty and has no NUL, and is ${show(value)}`);
}

function list<T>(value: unknown, field: string, most: number, read: (item: unknown, field: string) => T): T[] {
  if (!Array.isArray(value)) throw invalid(field, `must be an array, and is ${show(value)}`);
  if (value.length > most) throw invalid(field, `must have at most ${most} entries, and has ${value.length}`);
  return value.map((item, i) => read(item, `${field}[${i}]`));
}

function callback<T>(value: unknown, field: string, otherwise: (argument: T) => void): (argument: T) => void {
  if (value === undefined) return otherwise;
  if (typeof value !== "function") throw invalid(field, `must be a function, and is ${show(value)}`);
  return argument => {
    try {
      (value as (argument: T) => void)(argument);
    } catch (error) {
      // When it is called is the code's choice: its failure must not end the program.
      process.emitWarning(`${field} threw an error: ${show(error instanceof Error ? error.message : error)}`, "SandboxWarning");
    }
  };
}

const warned = new Set<string>();

/** What an operator has to know must not be lost because nobody asked for it. */
function warn(notice: string): void {
  if (warned.has(notice)) return;
  warned.add(notice);
  process.emitWarning(notice, "SandboxWarning");
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value.length > 100 ? `${value.slice(0, 100)}…` : value);
  if (typeof value === "object" && value !== null) return Array.isArray(value) ? "an array" : "an object";
  return typeof value === "function" ? "a function" : String(value);
}

function layers(value: unknown): string {
  if (value === "all") return "all";
  const layer = (item: unknown, field: string) => {
    if (LAYERS.includes(item as IsolationLayer)) return item;
    throw invalid(field, `must be a layer, and is ${show(item)}; the layers are ${LAYERS.join(", ")}`);
  };
  if (!Array.isArray(value)) throw invalid("require", `must be an array of layers or "all", and is ${show(value)}`);
  return list(value, "require", LAYERS.length, layer).join(",");
}

/** Options of `untrusted serve` by the names that they have here, and the values that each may have. */
type Table<Name extends string> = Record<Name, { option: string; read: (value: unknown, field: string) => (string | number)[] }>;

/** How many entries, and what each is: as in packages/sandbox/src/policy/network.h and front/network_options.c. */
const NETWORK: Table<keyof NetworkOptions> = {
  allowAddresses: { option: "allow-address", read: (value, field) => list(value, field, 64, text) },
  allowPorts: {
    option: "allow-port",
    read: (value, field) => list(value, field, 64, (item, at) => integer(item, at, 1, 65535)),
  },
  outerAllowlist: { option: "outer-allowlist", read: (value, field) => [resolve(text(value, field))] },
  dnsServers: { option: "dns-server", read: (value, field) => list(value, field, 100, text) },
  caFile: { option: "ca-file", read: (value, field) => [resolve(text(value, field))] },
  auditLog: { option: "audit-log", read: (value, field) => [resolve(text(value, field))] },
  fetches: { option: "fetches", read: (value, field) => [integer(value, field, 1, 10_000)] },
  fetchesAtOnce: { option: "fetches-at-once", read: (value, field) => [integer(value, field, 1, 256)] },
};

/** As in packages/sandbox/src/policy/limits.c. */
const LIMITS: Table<keyof LimitOptions> = {
  defaultTimeoutMs: { option: "default-timeout", read: (value, field) => [integer(value, field, 1, 25_000)] },
  maxTimeoutMs: { option: "max-timeout", read: (value, field) => [integer(value, field, 1, 25_000)] },
  defaultMemoryBytes: { option: "default-memory", read: (value, field) => [integer(value, field, 1, 52_428_800)] },
  maxMemoryBytes: { option: "max-memory", read: (value, field) => [integer(value, field, 1, 52_428_800)] },
};

function argsOf(value: unknown, where: string, table: Table<string>): string[] {
  const given = fields(value, where, Object.keys(table));
  return Object.entries(table)
    .filter(([name]) => given[name] !== undefined)
    .flatMap(([name, { option, read }]) => read(given[name], `${where}.${name}`).map(item => `--${option}=${item}`));
}

const NAMES = ["executable", "concurrency", "require", "network", "limits", "startTimeoutMs", "onNotice", "onAudit"];

/**
 * Checks the options, all of them, and settles what is not given.
 *
 * @internal
 */
export function settle(options: ExecutorOptions | undefined): Settings {
  const given = fields(options, "the executor's options", NAMES);
  const concurrency =
    given.concurrency === undefined
      ? Math.min(availableParallelism(), 1024)
      : integer(given.concurrency, "concurrency", 1, 1024);
  const required = given.require === undefined ? "" : layers(given.require);
  return {
    concurrency,
    args: [
      `--concurrency=${concurrency}`,
      ...(required === "" ? [] : [`--require=${required}`]),
      ...argsOf(given.network, "network", NETWORK),
      ...argsOf(given.limits, "limits", LIMITS),
    ],
    startTimeoutMs:
      given.startTimeoutMs === undefined ? 10_000 : integer(given.startTimeoutMs, "startTimeoutMs", 1, 600_000),
    onNotice: callback(given.onNotice, "onNotice", warn),
    onAudit: callback(given.onAudit, "onAudit", () => {}),
    executable: given.executable === undefined ? executablePath() : resolve(text(given.executable, "executable")),
  };
}
