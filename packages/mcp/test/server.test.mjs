// SPDX-License-Identifier: MIT
// createServer(): the server in another program, on another transport.
import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { join } from "node:path";
import { it } from "node:test";
import { StreamableHTTPClientTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { InMemoryTransport } from "@modelcontextprotocol/sdk/inMemory.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { createServer } from "@untrusted-code/mcp";
import { Executor } from "@untrusted-code/sandbox";
import { InvalidOptionsError, UntrustedCode } from "@untrusted-code/sdk";
import { root, untrusted } from "../../sandbox/tests/support/programs.mjs";
import { connect } from "./support/mcp.mjs";

/** A client on this machine, with defaults that the server's options have to win over. */
function makeClient(t) {
  const executor = new Executor({ executable: untrusted });
  const client = new UntrustedCode({ local: executor, defaults: { timeoutMs: 20000, allowedDomains: ["example.com"] } });
  t.after(() => client.close().then(() => executor.close()));
  return client;
}

async function mount(t, client, options) {
  const server = createServer(client, options);
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(ours);
  t.after(() => server.close());
  return { server, ...(await connect(t, theirs)) };
}

it("it can be mounted on any transport, several on one client", async t => {
  const client = makeClient(t);
  const first = await mount(t, client, { timeoutMs: 200 });
  const second = await mount(t, client, { timeoutMs: 300, maxResultBytes: 5 });
  assert.match(first.tool.description, /200 ms of time/);
  assert.equal((await first.call("for (;;) {}")).output.limits.timeoutMs, 200);
  assert.equal((await second.call("'abcdefgh'")).output.resultStart, '"abcd');
  assert.equal((await first.call("'abcdefgh'")).output.result, "abcdefgh");
});

it("the README's HTTP server answers one client after the other, each as often as it asks", async t => {
  const readme = readFileSync(join(root, "packages/mcp/README.md"), "utf8");
  const [, program] = /## In a program\n\n```ts\n([^]*?)```/.exec(readme);
  // The same program, with a client and an address of this test's.
  const body = program.replace(/^import .*\n/gm, "").replace(/^const client = .*$/m, "").replace(/createHttpServer\(/, "return createHttpServer(").replace("3000", "0");
  const make = new Function("createHttpServer", "StreamableHTTPServerTransport", "createServer", "client", body);
  const http = make(createHttpServer, StreamableHTTPServerTransport, createServer, makeClient(t));
  await once(http, "listening");
  t.after(() => {
    http.closeAllConnections();
    http.close();
  });
  for (let i = 0; i < 2; i++) {
    const { call } = await connect(t, new StreamableHTTPClientTransport(new URL(`http://127.0.0.1:${http.address().port}/`)));
    assert.equal((await call("6 * 7")).output.result, 42);
    assert.equal((await call("input.a", {})).isError, true);
  }
});

it("it needs a client", () => {
  for (const client of [undefined, null, {}, "local"]) assert.throws(() => createServer(client), { name: "InvalidOptionsError", field: "client" });
});

it("what the client has as defaults does not open what the description denies", async t => {
  const { call, tool } = await mount(t, makeClient(t));
  assert.match(tool.description, /5000 ms of time[^]*/);
  assert.match(tool.description, /There is no network/);
  assert.match((await call("await fetch('https://example.com/')")).text, /is not in allowedDomains, which is empty/);
});

it("a server that is closed ends what runs, and leaves the client alone", async t => {
  const client = makeClient(t);
  const { server, call } = await mount(t, client, { timeoutMs: 20000 });
  const running = assert.rejects(call("for (;;) {}"));
  const start = performance.now();
  setTimeout(() => server.close(), 200);
  await running;
  assert.equal((await client.run({ code: "6 * 7" })).result, 42);
  assert.ok(performance.now() - start < 5000);
});

it("a client that is closed is an error that tells who has to act", async t => {
  const client = makeClient(t);
  const { call } = await mount(t, client);
  await client.close();
  const { isError, text, output } = await call("1");
  assert.equal(isError, true);
  assert.equal(output.error.name, "ClosedError");
  assert.match(text, /whoever runs this server has to correct it/);
});

it("a host that cannot be allowed is not for the model to correct", async t => {
  const { call } = await mount(t, makeClient(t), { allowedDomains: ["example.com", "co.uk"] });
  const { output, text } = await call("1");
  assert.equal(output.error.kind, "executor");
  assert.match(text, /allowedDomains\[1\] "co\.uk" is a public suffix[^]*whoever runs this server has to correct it/);
});

it("wrong options are refused at once, each by its name", t => {
  const client = makeClient(t);
  const cases = [
    [{ timeoutMs: 0 }, "timeoutMs", /timeoutMs must be an integer of at least 1, not 0 \(default 5000\)/],
    [{ memoryLimitBytes: 1.5 }, "memoryLimitBytes", /not 1\.5/],
    [{ maxResultBytes: "5" }, "maxResultBytes", /maxResultBytes must be an integer/],
    [{ maxConsoleBytes: Infinity }, "maxConsoleBytes", /not Infinity/],
    [{ allowedDomains: "example.com" }, "allowedDomains", /must be an array of strings/],
    [{ timeoutMS: 5 }, "timeoutMS", /unknown option "timeoutMS"; known options: timeoutMs, /],
  ];
  for (const [options, field, message] of cases)
    assert.throws(() => createServer(client, options), error => error instanceof InvalidOptionsError && error.field === field && message.test(error.message));
});
