#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// The command `untrusted-code-mcp`: the server on standard input and output, until either ends.
import { readFileSync } from "node:fs";
import { StdioServerTransport } from "@modelcontextprotocol/sdk/server/stdio.js";
import { Executor, SandboxError } from "@untrusted-code/sandbox";
import { ConfigurationError, InvalidOptionsError, UntrustedCode, UntrustedCodeError } from "@untrusted-code/sdk";
import { HELP, parseCommand, UsageError, type Target } from "./arguments.js";
import { createServer, VERSION } from "./server.js";
import { settle, type ServerOptions } from "./settings.js";

const NAME = "untrusted-code-mcp";
/** As `untrusted` has them. */
const EXIT_USAGE = 2;
const EXIT_EXECUTOR = 4;
/** More than three times the executor's 6 MiB: what characters take where all beyond ASCII are escaped. */
const MESSAGE_MAX_BYTES = 20 << 20;
/** How long the first execution may take until the server goes on without knowing what came of it. */
const CHECK_TIMEOUT_MS = 10000;

/** Standard output is the protocol's. */
function write(line: string): void {
  process.stderr.write(`${line}\n`);
}

function say(text: string): void {
  write(`${NAME}: ${text}`);
}

interface Opened {
  client: UntrustedCode;
  close(): Promise<void>;
}

function readToken(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    throw new UsageError(`--token-file ${file}: ${(error as Error).message}`);
  }
}

/** The client; on this machine with its executor, which has started. */
async function open(target: Target): Promise<Opened> {
  if (target.way === "local") {
    const { executable } = target;
    const onAudit = (entry: object): void => write(JSON.stringify(entry));
    const executor = new Executor({ executable, onNotice: write, onAudit });
    const client = new UntrustedCode({ local: executor });
    await executor.listen();
    return { client, close: () => client.close().then(() => executor.close()) };
  }
  const client =
    target.way === "endpoint"
      ? new UntrustedCode({ endpoint: target.endpoint, token: readToken(target.tokenFile) })
      : new UntrustedCode({
          functionName: target.functionName,
          region: target.region,
          defaults: { tenantId: target.tenantId },
        });
  return { client, close: () => client.close() };
}

/** What no call of the model's will get past. */
const FATAL = ["configuration", "invalid_options", "access_denied", "invalid_response"];

/**
 * Runs nothing, once: whoever starts the server hears of a host that cannot be allowed or an executor that is not there,
 * who can correct it, and not the model. What may pass, such as a server that is busy, is only told.
 */
async function check(client: UntrustedCode, options: ServerOptions): Promise<void> {
  try {
    await client.run({ code: "0", ...settle(options).limits, callTimeoutMs: CHECK_TIMEOUT_MS });
  } catch (error) {
    if (!(error instanceof UntrustedCodeError) || FATAL.includes(error.code)) throw error;
    say(`code cannot be run now, perhaps later: ${error.message}`);
  }
}

/** Serves until there is nobody any more, or a signal comes. What still runs then is ended. */
async function serve(target: Target, options: ServerOptions): Promise<void> {
  const { client, close } = await open(target);
  try {
    await check(client, options);
    const server = createServer(client, options);
    const ended = new Promise<void>((resolve) => {
      // A message that is too long ends the connection, too.
      server.server.onclose = resolve;
      process.stdin.once("end", resolve).on("error", () => resolve());
      process.stdout.on("error", () => resolve());
      for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
    });
    server.server.onerror = (error) => say(error.message);
    const transport = new StdioServerTransport(process.stdin, process.stdout, { maxBufferSize: MESSAGE_MAX_BYTES });
    await server.connect(transport);
    await ended;
    await server.close();
  } finally {
    await close();
  }
}

/** The command line's words for the fields that messages begin with: `allowedDomains[0] "com" is a public suffix`. */
const OPTION_OF = new Map([
  ["allowedDomains", "--allow"],
  ["endpoint", "--endpoint"],
  ["tenantId", "--tenant"],
  ["token", "--token-file"],
]);

function inOptions(message: string): string {
  return message.replace(/^(\w+)(?:\[\d+\])?(?= )/, (text, field: string) => OPTION_OF.get(field) ?? text);
}

async function main(): Promise<void> {
  const command = parseCommand(process.argv.slice(2));
  if (command.do === "help") process.stdout.write(HELP);
  else if (command.do === "version") process.stdout.write(`${VERSION}\n`);
  else await serve(command.target, command.options);
}

function report(error: unknown): void {
  if (error instanceof UsageError) say(`${error.message}; see ${NAME} --help`);
  else if (error instanceof SandboxError && error.code === "unsupported_platform")
    say(`${error.message}. Here these are --function NAME and --endpoint URL`);
  else if (error instanceof UntrustedCodeError || error instanceof SandboxError) say(inOptions(error.message));
  else say((error as Error).stack ?? String(error));
  const isUsage = [UsageError, InvalidOptionsError, ConfigurationError].some((kind) => error instanceof kind);
  process.exitCode = isUsage ? EXIT_USAGE : EXIT_EXECUTOR;
}

process.stderr.on("error", () => {}); // who started it has gone, and reads nothing any more
main().catch(report);
