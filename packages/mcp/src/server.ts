// SPDX-License-Identifier: MIT
import { createRequire } from "node:module";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import type { RequestHandlerExtra } from "@modelcontextprotocol/sdk/shared/protocol.js";
import type { ServerNotification, ServerRequest } from "@modelcontextprotocol/sdk/types.js";
import { InvalidOptionsError, UntrustedCodeError, type ConsoleLine, type UntrustedCode } from "@untrusted-code/sdk";
import { answerOf, answerOfError } from "./answer.js";
import { annotate, describe } from "./description.js";
import { INPUT, OUTPUT } from "./schema.js";
import { settle, type ServerOptions } from "./settings.js";

type Extra = RequestHandlerExtra<ServerRequest, ServerNotification>;

/** @internal */
export const { version: VERSION } = createRequire(import.meta.url)("../package.json") as { version: string };

/** Tells a client that has asked for the call's progress of each line of the console, as it happens. */
function reporterOf({ _meta, sendNotification }: Extra, maxBytes: number): ((line: ConsoleLine) => void) | undefined {
  const progressToken = _meta?.progressToken;
  if (progressToken === undefined) return undefined;
  let progress = 0;
  let room = maxBytes;
  return ({ message }) => {
    room -= Buffer.byteLength(message) + 1;
    if (room < 0) return;
    const params = { progressToken, progress: ++progress, message };
    // Who has gone by now does not miss it.
    sendNotification({ method: "notifications/progress", params }).catch(() => {});
  };
}

/**
 * An MCP server with one tool, `run_javascript`, which runs code by this client: connect it to a transport. Its
 * description tells the model the limits in force. Whoever made the client closes it, after the server.
 *
 * @example
 * ```ts
 * const client = new UntrustedCode({ local: true });
 * const server = createServer(client, { timeoutMs: 2000, allowedDomains: ["https://api.example.com"] });
 * await server.connect(transport);
 * ```
 * @throws `InvalidOptionsError` of `@untrusted-code/sdk` if an option is wrong. Hosts are judged by the executor, when
 * code is run.
 * @public
 */
export function createServer(client: UntrustedCode, options: ServerOptions = {}): McpServer {
  if (typeof (client as Partial<UntrustedCode> | null)?.run !== "function")
    throw new InvalidOptionsError("client must be an UntrustedCode of @untrusted-code/sdk", { field: "client" });
  const settings = settle(options);
  const server = new McpServer({ name: "untrusted-code", title: "Untrusted Code Executor", version: VERSION });
  server.registerTool(
    "run_javascript",
    {
      title: "Run JavaScript",
      description: describe(settings),
      inputSchema: INPUT,
      outputSchema: OUTPUT,
      annotations: annotate(settings),
    },
    async ({ code, input }, extra) => {
      const onConsole = reporterOf(extra, settings.maxConsoleBytes);
      try {
        const response = await client.run({ code, input, ...settings.limits, signal: extra.signal, onConsole });
        return answerOf(response, code, settings);
      } catch (error) {
        if (error instanceof UntrustedCodeError) return answerOfError(error, settings);
        throw error;
      }
    },
  );
  return server;
}
