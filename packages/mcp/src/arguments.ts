// SPDX-License-Identifier: MIT
// The command line, as a table: what is accepted and what --help says come from it.
import { parseArgs } from "node:util";
import type { ServerOptions } from "./settings.js";
import { parseDuration, parseSize } from "./units.js";

/** What was asked for on the command line is not possible. The message is one line. */
export class UsageError extends Error {}

/** Where code runs. */
export type Target =
  | { way: "local"; executable: string | undefined }
  | { way: "endpoint"; endpoint: string; tokenFile: string | undefined }
  | { way: "function"; functionName: string; region: string | undefined; tenantId: string | undefined };

export type Command = { do: "help" } | { do: "version" } | { do: "serve"; target: Target; options: ServerOptions };

interface Option {
  type: "string" | "boolean";
  short?: string;
  multiple?: true;
  /** Of its value, in --help. */
  value?: string;
  help: string;
  /** The way that it belongs to. */
  of?: Target["way"];
}

const OPTIONS = {
  local: { type: "boolean", help: "run code on this machine (the default)" },
  executable: { type: "string", value: "FILE", help: "with this `untrusted`, not that of the package", of: "local" },
  endpoint: { type: "string", value: "URL", help: "by this `untrusted serve`: http://HOST:PORT, unix:/PATH" },
  "token-file": { type: "string", value: "FILE", help: "with the bearer token in this file", of: "endpoint" },
  function: { type: "string", value: "NAME", help: "by this AWS Lambda function: its name or ARN" },
  region: { type: "string", value: "REGION", help: "in this AWS region (default: AWS_REGION)", of: "function" },
  tenant: { type: "string", value: "ID", help: "for this tenant of it", of: "function" },
  allow: { type: "string", short: "a", multiple: true, value: "HOST", help: "let code fetch from there; may be repeated" },
  timeout: { type: "string", short: "t", value: "TIME", help: "wall time: 2s, 1500ms (default 5s, at most 25s)" },
  memory: { type: "string", short: "m", value: "SIZE", help: "its memory: 20MB, 8MiB (default 10MiB, at most 50MiB)" },
  "max-result": { type: "string", value: "SIZE", help: "of a result the model gets so much (default 32KiB)" },
  "max-console": { type: "string", value: "SIZE", help: "of the console it gets so much (default 16KiB)" },
  help: { type: "boolean", short: "h", help: "show this" },
  version: { type: "boolean", help: "show the version" },
} as const satisfies Record<string, Option>;

const WAYS = ["local", "endpoint", "function"] as const;

function helpLine([name, { short, value, help }]: [string, Option]): string {
  const option = `${short === undefined ? "    " : `-${short}, `}--${name}${value === undefined ? "" : ` ${value}`}`;
  return `  ${option.padEnd(24)} ${help}`;
}

export const HELP = `usage: untrusted-code-mcp [OPTION...]

an MCP server on standard input and output, with one tool: run_javascript

${Object.entries<Option>(OPTIONS).map(helpLine).join("\n")}

Of --local, --endpoint and --function give at most one. What is given here holds for every call; the model
cannot change it. HOST is example.com (it and its subdomains), *.example.com (its subdomains) or
https://api.example.com (exactly that). Without --allow code reaches nothing.

It ends when standard input does. Exit status: 0 ended, 2 bad usage or settings, 4 the
executor does not start or does not answer as one.
`;

function read(args: readonly string[]) {
  try {
    return parseArgs({ args: [...args], options: OPTIONS, allowPositionals: false }).values;
  } catch (error) {
    // The rest of Node's message is advice on positional arguments, of which there are none.
    throw new UsageError((error as Error).message.split(/\. |\.?\n/)[0]);
  }
}

type Values = ReturnType<typeof read>;

function measure(values: Values, name: "timeout" | "memory" | "max-result" | "max-console"): number | undefined {
  const text = values[name];
  if (text === undefined) return undefined;
  try {
    return name === "timeout" ? parseDuration(text) : parseSize(text);
  } catch (error) {
    throw new UsageError(`--${name} ${text}: ${(error as Error).message}`);
  }
}

function targetOf(values: Values): Target {
  const [way = "local", other] = WAYS.filter((name) => values[name] !== undefined);
  if (other !== undefined) throw new UsageError(`--${way} and --${other} are both given: choose one`);
  for (const [name, { of }] of Object.entries<Option>(OPTIONS)) {
    const value = values[name as keyof Values];
    if ([value].flat().includes("")) throw new UsageError(`--${name} must not be empty`);
    if (value !== undefined && of !== undefined && of !== way)
      throw new UsageError(`--${name} belongs to --${of}, and has no meaning with --${way}`);
  }
  const { executable, endpoint = "", "token-file": tokenFile, function: functionName = "", region, tenant } = values;
  if (way === "endpoint") return { way, endpoint, tokenFile };
  if (way === "function") return { way, functionName, region, tenantId: tenant };
  return { way, executable };
}

/** @throws UsageError */
export function parseCommand(args: readonly string[]): Command {
  const values = read(args);
  if (values.help) return { do: "help" };
  if (values.version) return { do: "version" };
  return {
    do: "serve",
    target: targetOf(values),
    options: {
      timeoutMs: measure(values, "timeout"),
      memoryLimitBytes: measure(values, "memory"),
      allowedDomains: values.allow,
      maxResultBytes: measure(values, "max-result"),
      maxConsoleBytes: measure(values, "max-console"),
    },
  };
}
