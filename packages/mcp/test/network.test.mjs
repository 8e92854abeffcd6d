// SPDX-License-Identifier: MIT
// What code may reach: what the one who starts the server allows, and nothing else.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import http from "node:http";
import { join } from "node:path";
import { it } from "node:test";
import { startServer } from "../../sandbox/tests/support/server.mjs";
import { temporaryFolder } from "../../sandbox/tests/support/programs.mjs";
import { LOCAL, runMcp, startMcp } from "./support/mcp.mjs";

const TOKEN = "a token of the test".replaceAll(" ", "-");

/** A web server on loopback that counts its requests. */
async function startOrigin(t) {
  const requests = [];
  const server = http.createServer((request, response) => {
    requests.push(`${request.method} ${request.url}`);
    response.end("hello");
  });
  await new Promise(resolve => server.listen(0, "127.0.0.1", resolve));
  t.after(() => server.close());
  const { port } = server.address();
  return { origin: `http://127.0.0.1:${port}`, port, requests };
}

it("without --allow every fetch is refused, and the model is told to use the input", async t => {
  const { origin, requests } = await startOrigin(t);
  const { call } = await startMcp(t);
  const { isError, output, text } = await call(`await fetch("${origin}")`);
  assert.equal(isError, true);
  assert.equal(output.error.kind, "runtime");
  assert.match(text, /^TypeError: fetch to .* refused: .* at line 1, column \d+/);
  assert.match(output.hint, /There is no network: fetch\(\) is refused\. Pass data as `input`\./);
  assert.deepEqual(requests, []);
});

it("a host that is not allowed is refused, and the model is told which ones are", async t => {
  const { call, stderr } = await startMcp(t, [...LOCAL, "--allow", "example.com", "--allow", "https://api.example.org"]);
  for (const url of ["https://example.net/", "https://www.example.org/", "https://api.example.org.evil.net/"]) {
    const { isError, output } = await call(`await fetch("${url}")`);
    assert.equal(isError, true);
    assert.match(output.error.message, /refused: host ".*" is not in allowedDomains/);
    assert.match(output.hint, /reaches only: example\.com, https:\/\/api\.example\.org/);
  }
  // Code that goes on after a refusal has not failed.
  const { output } = await call('await fetch("https://example.net/").catch(error => error.name)');
  assert.equal(output.result, "TypeError");
  assert.match(stderr(), /^\{"time":.*"host":"example\.net".*"refused":"not-listed"/m);
});

it("an allowed host is reached where the deployer allows its address, on this machine", async t => {
  const { origin, port, requests } = await startOrigin(t);
  const env = { UNTRUSTED_ALLOW_ADDRESS: "127.0.0.1", UNTRUSTED_ALLOW_PORT: String(port) };
  const { call } = await startMcp(t, [...LOCAL, "--allow", origin], { env });
  assert.equal((await call(`(await fetch("${origin}/a")).text()`)).output.result, "hello");
  assert.deepEqual(requests, ["GET /a"]);
});

it("an allowed host is reached by an `untrusted serve` with a token", async t => {
  const { origin, port, requests } = await startOrigin(t);
  const tokenFile = join(temporaryFolder(t), "token");
  writeFileSync(tokenFile, `${TOKEN}\n`);
  const server = await startServer(t, ["--token-file", tokenFile, "--allow-address", "127.0.0.1", "--allow-port", String(port)]);
  const { call, client } = await startMcp(t, ["--endpoint", server.address, "--token-file", tokenFile, "--allow", origin]);
  const { output } = await call(`(await fetch("${origin}/b", { method: "POST", body: "x" })).text()`);
  assert.equal(output.result, "hello");
  assert.equal((await call(`await fetch("http://127.0.0.2:${port}")`)).isError, true);
  assert.deepEqual(requests, ["POST /b"]);
  await client.close();

  const refused = await runMcp(["--endpoint", server.address]);
  assert.equal(refused.status, 4);
  assert.match(refused.stderr, /^untrusted-code-mcp: the executor at http:\S+ refused the call: .*\n$/);
  assert.equal(refused.stdout, "");
});

it("a host that cannot be allowed stops the start, in the words of the command line", async t => {
  for (const [host, message] of [["*", /--allow "\*" would allow every host/], ["co.uk", /--allow "co\.uk" is a public suffix/],
    ["a b", /--allow /], ["https://example.com:8443", /--allow "https:\/\/example\.com:8443" has a port that the deployer has not allowed/]]) {
    const { status, stdout, stderr } = await runMcp([...LOCAL, "--allow", "example.com", "--allow", host]);
    assert.equal(status, 2, stderr);
    assert.match(stderr.trimEnd().split("\n").at(-1), message);
    assert.equal(stdout, "");
  }
});
