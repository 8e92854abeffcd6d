// SPDX-License-Identifier: MIT
// Starts the server as an MCP host does: with the official client, over standard input and output.
import { spawn } from "node:child_process";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { readProcess, runningProcesses } from "../../../sandbox/tests/support/processes.mjs";
import { collect, eventually, execute, root, untrusted } from "../../../sandbox/tests/support/programs.mjs";

export const command = join(root, "packages/mcp/dist/command.js");
export const LOCAL = ["--executable", untrusted];

/** The executor that a server has started. */
export const executorOf = pid => runningProcesses().find(process => process.parent === pid && process.name === "untrusted");

/** Has this process, which was read before, ended? Its number may have been given to another since. */
export function isGone(process) {
  const now = readProcess(process.pid);
  return now === undefined || now.state === "Z" || now.startTicks !== process.startTicks;
}

/** Waits for the end of all of these. */
export const allGone = (processes, ms) =>
  eventually(() => processes.every(isGone), `${processes.map(({ name, pid }) => `${name} ${pid}`).join(", ")} end`, ms);

/** An official client, connected to the transport until the test is over; and what it is used for. */
export async function connect(t, transport) {
  const client = new Client({ name: "test", version: "1" });
  t.after(() => client.close());
  await client.connect(transport);
  const { tools } = await client.listTools();
  return {
    client,
    tool: tools[0],
    tools,
    /** Calls the tool: its result, which the client has validated, and all its text as one. */
    async call(args, options) {
      const request = { name: "run_javascript", arguments: typeof args === "string" ? { code: args } : args };
      const result = await client.callTool(request, undefined, options);
      return { ...result, output: result.structuredContent, text: result.content.map(block => block.text).join("\n\n") };
    },
  };
}

/** A server that this test has for itself. */
export async function startMcp(t, args = LOCAL, { env = {} } = {}) {
  const transport = new StdioClientTransport({ command: process.execPath, args: [command, ...args], stderr: "pipe", env });
  const stderr = collect(transport.stderr);
  const connected = await connect(t, transport).catch(error => {
    throw new Error(`${error.message}: ${stderr()}`, { cause: error });
  });
  return { ...connected, pid: transport.pid, stderr };
}

/** The server without a client: what it says until it ends by itself. */
export const runMcp = (args, options) => execute(process.execPath, [command, ...args], options);

/** The server with a client of a few lines, which the test may end in any way: it has been initialized. */
export async function spawnMcp(t, args = LOCAL) {
  const child = spawn(process.execPath, [command, ...args], { stdio: "pipe" });
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  const ended = new Promise(resolve => child.on("close", (status, signal) => resolve({ status, signal })));
  t.after(() => child.kill("SIGKILL"));
  child.stdin.on("error", () => {});
  const send = message => child.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
  send({
    id: 1,
    method: "initialize",
    params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "test", version: "1" } },
  });
  await eventually(() => stdout().includes("\n"), "the server answers");
  send({ method: "notifications/initialized" });
  return { child, pid: child.pid, stdout, stderr, ended, send };
}
