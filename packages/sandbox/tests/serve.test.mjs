// SPDX-License-Identifier: MIT
// `untrusted serve` as its clients see it: the good, the slow, the broken and the hostile ones.
import assert from "node:assert/strict";
import { chmodSync, closeSync, constants, existsSync, openSync, readFileSync, readSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import { join } from "node:path";
import { describe, it } from "node:test";
import { connect, invocation, INVOKE, request } from "./support/http.mjs";
import { cellsOf, zygotesOf } from "./support/processes.mjs";
import { eventually, execute, sleep, temporaryFolder, untrusted } from "./support/programs.mjs";
import { startServer } from "./support/server.mjs";

const LIMIT = 6291456;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Code that takes so long, without using the processor. */
const wait = (ms, result = "done") => ({
  code: `await new Promise(r => setTimeout(r, ${ms})); ${JSON.stringify(result)}`,
  timeoutMs: ms + 10000,
});

/** Asserts an error in Lambda's shape. */
function assertError(answer, status, type, message) {
  assert.equal(answer.status, status, answer.text);
  assert.equal(answer.headers["x-amzn-errortype"], type);
  assert.equal(answer.headers["content-type"], "application/json");
  assert.match(answer.headers["x-amzn-requestid"], UUID);
  const body = answer.json;
  assert.match(body.Type, /^(User|Service)$/);
  assert.match(body.message ?? body.Message, message);
}

describe("the Invoke API", () => {
  it("answers a request object with the response object", async t => {
    const server = await startServer(t);
    const answer = await server.invoke({ code: "console.log('hi'); input.a + 1", input: { a: 41 } });
    assert.equal(answer.status, 200);
    assert.equal(answer.json.success, true);
    assert.equal(answer.json.result, 42);
    assert.deepEqual(answer.json.consoleOutput, ["[log] hi"]);
    assert.equal(answer.headers["content-type"], "application/json");
    assert.equal(answer.headers["x-amz-executed-version"], "$LATEST");
    assert.equal(answer.headers["x-amz-function-error"], undefined);
    assert.match(answer.headers["x-amzn-requestid"], UUID);
    const next = await server.invoke({ code: "1" });
    assert.notEqual(next.headers["x-amzn-requestid"], answer.headers["x-amzn-requestid"]);
  });

  it("gives 200 for whatever the code did, and for requests that are JSON but no request", async t => {
    const server = await startServer(t);
    const kinds = [
      [{ code: "throw new Error('x')" }, "runtime"],
      [{ code: "let = " }, "syntax"],
      [{ code: "for (;;);", timeoutMs: 100 }, "timeout"],
      [{ code: "const a = []; for (;;) a.push(new Array(1e4).fill(1))" }, "memory"],
      [{ code: "(function f() { f(); })()" }, "stack"],
      [{ code: "1n" }, "result"],
      [{ code: "1", nonsense: 1 }, "invalid_request"],
      [{}, "invalid_request"],
      [[1], "invalid_request"],
      ["null", "invalid_request"],
    ];
    for (const [body, kind] of kinds) {
      const answer = await server.invoke(body);
      assert.equal(answer.status, 200, kind);
      assert.equal(answer.json.success, false);
      assert.equal(answer.json.errorDetails.kind, kind);
      assert.equal(answer.headers["x-amz-function-error"], undefined, kind);
    }
  });

  it("takes any function name and any qualifier", async t => {
    const server = await startServer(t);
    for (const path of [
      INVOKE,
      "/2015-03-31/functions/arn%3Aaws%3Alambda%3Aeu-west-1%3A123456789012%3Afunction%3Amy-function/invocations",
      "/2015-03-31/functions/my-function:PROD/invocations?Qualifier=%24LATEST",
    ]) {
      const answer = await server.request({ method: "POST", path, body: '{"code":"5"}' });
      assert.equal(answer.status, 200, path);
      assert.equal(answer.json.result, 5);
    }
  });

  it("knows the invocation types: RequestResponse runs, DryRun only looks, others are refused", async t => {
    const server = await startServer(t);
    const typed = type => server.invoke({ code: "6" }, { headers: { "X-Amz-Invocation-Type": type } });
    assert.equal((await typed("RequestResponse")).json.result, 6);
    const dry = await typed("DryRun");
    assert.equal(dry.status, 204);
    assert.equal(dry.text, "");
    assertError(await typed("Event"), 400, "InvalidParameterValueException", /Event is not supported/);
    assertError(await typed("nonsense"), 400, "InvalidParameterValueException", /InvocationType/);
  });

  it("refuses what is no JSON as Lambda does, and goes on", async t => {
    const server = await startServer(t);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    t.after(() => agent.destroy());
    for (const body of ["", "{", '{"code":"1"} x', "{'code':'1'}", Buffer.from([0x22, 0xff, 0x22]), "\u0000"])
      assertError(await server.invoke(body, { agent }), 400, "InvalidRequestContentException", /^Could not parse request body into json: .* at byte \d+$/);
    assert.equal((await server.invoke({ code: "7" }, { agent })).json.result, 7);
  });

  it("answers unknown paths with 404 and wrong methods with 405", async t => {
    const server = await startServer(t);
    for (const path of ["/", "/x", "/2015-03-31/functions//invocations", "/2015-03-31/functions/a/b/invocations", `${INVOKE}/`, "/healthz/", "*"])
      assertError(await server.request({ method: "POST", path, body: "{}" }), 404, "ResourceNotFoundException", /invocations/);
    const get = await server.request({ path: INVOKE });
    assertError(get, 405, "MethodNotAllowedException", /POST/);
    assert.equal(get.headers.allow, "POST");
    const post = await server.request({ method: "POST", path: "/healthz", body: "" });
    assertError(post, 405, "MethodNotAllowedException", /GET/);
    assert.equal(post.headers.allow, "GET, HEAD");
  });

  it("tells its health, to HEAD too", async t => {
    const server = await startServer(t, ["--concurrency", "3", "--queue", "4"]);
    const answer = await server.request();
    assert.equal(answer.status, 200);
    assert.deepEqual(answer.json, { status: "ok", running: 0, waiting: 0, concurrency: 3, queue: 4 });
    const connection = await connect(server.where);
    connection.send("HEAD /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await connection.closed();
    assert.match(connection.received.toString(), /^HTTP\/1\.1 200 OK\r\n[^]*Content-Length: \d+\r\n[^]*\r\n\r\n$/);
  });
});

describe("sizes", () => {
  const bodyOf = bytes => {
    const frame = '{"code":"input.length","input":""}';
    return `${frame.slice(0, -2)}${"x".repeat(bytes - frame.length)}"}`;
  };

  it("takes a request of exactly 6,291,456 bytes, in one piece or in chunks, and not one byte more", async t => {
    const server = await startServer(t);
    const chunked = { "Transfer-Encoding": "chunked" };
    for (const headers of [{}, chunked]) {
      const whole = await server.invoke({ code: "input.length", input: "x".repeat(1000000) }, { headers });
      assert.equal(whole.json.result, 1000000);
      const fits = await server.invoke(bodyOf(LIMIT), { headers });
      assert.equal(fits.status, 200);
      // The code's memory is too small for it, but it was read and run.
      assert.match(fits.json.errorDetails?.kind ?? "success", /^(memory|success)$/);
      assertError(await server.invoke(bodyOf(LIMIT + 1), { headers }), 413, "RequestTooLargeException", /6291456/);
    }
    assert.equal((await server.invoke({ code: "1" })).json.result, 1);
  });

  it("answers an endless body in chunks with 413 without reading on and on", async t => {
    const server = await startServer(t);
    const connection = await connect(server.where);
    connection.socket.on("error", () => {});
    connection.send(`POST ${INVOKE} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = `100000\r\n${" ".repeat(0x100000)}\r\n`;
    let sent = 0;
    for (; sent < 1000 && !connection.isClosed; sent++)
      if (!connection.send(chunk)) await Promise.race([new Promise(r => connection.socket.once("drain", r)), connection.closed(20000)]);
    assertError((await connection.answers())[0], 413, "RequestTooLargeException", /6291456/);
    assert.ok(sent < 100, `it took ${sent} MB`);
  });

  it("keeps what a body in chunks may add to itself within bounds", async t => {
    const server = await startServer(t);
    for (const line of [`1;${"x".repeat(1000)}\r\n`, "ffffffffffffffff\r\n", "\r\n", "-1\r\n", "1\n", "0x1\r\n", `0\r\nT: ${"x".repeat(8000)}`]) {
      const connection = await connect(server.where);
      connection.send(`POST ${INVOKE} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${line}`);
      assertError((await connection.answers())[0], 400, "BadRequestException", /chunked body is malformed/);
    }
  });

  it("says 100 Continue to those who ask first, and 413 at once if that would be for nothing", async t => {
    const server = await startServer(t);
    const head = bytes => `POST ${INVOKE} HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: ${bytes}\r\n\r\n`;
    const asks = await connect(server.where);
    asks.send(head(12));
    await eventually(() => asks.received.toString() === "HTTP/1.1 100 Continue\r\n\r\n", "100 Continue");
    asks.send('{"code":"8"}');
    assert.equal((await asks.answers())[0].json.result, 8);
    const tooMuch = await connect(server.where);
    tooMuch.send(head(LIMIT + 1));
    assertError((await tooMuch.answers())[0], 413, "RequestTooLargeException", /./);
    assert.match(tooMuch.received.toString(), /^HTTP\/1\.1 413 /);
  });

  it("gives back a result of megabytes, also to a client that reads slowly, while others are served", async t => {
    const server = await startServer(t);
    const body = { code: "'y'.repeat(5000000)", memoryLimitBytes: 50000000, timeoutMs: 20000 };
    assert.equal((await server.invoke(body)).json.result.length, 5000000);
    const slow = await connect(server.where);
    slow.send(invocation(body));
    slow.socket.pause();
    await sleep(300);
    assert.equal((await server.invoke({ code: "9" })).json.result, 9);
    slow.socket.resume();
    assert.equal((await slow.answers())[0].json.result.length, 5000000);
  });
});

describe("the deployer's limits", () => {
  const limitsOf = async (server, fields) => (await server.invoke({ code: "1", ...fields })).json.limits;

  it("are the contract's where none were given", async t => {
    const server = await startServer(t);
    assert.deepEqual(await limitsOf(server), { timeoutMs: 5000, memoryLimitBytes: 10485760, clamped: [] });
    assert.deepEqual(await limitsOf(server, { timeoutMs: 1e6, memoryLimitBytes: 1e9 }), { timeoutMs: 25000, memoryLimitBytes: 52428800, clamped: ["timeoutMs", "memoryLimitBytes"] });
  });

  const given = { "default-timeout": "200ms", "max-timeout": "0.4s", "default-memory": "2MB", "max-memory": "4MiB" };
  const ways = {
    "as options": [Object.entries(given).flatMap(([option, value]) => [`--${option}`, value]), {}],
    "in the environment": [[], Object.fromEntries(Object.entries(given).map(([option, value]) => [`UNTRUSTED_${option.toUpperCase().replace("-", "_")}`, value]))],
  };

  for (const [way, [args, variables]] of Object.entries(ways)) {
    it(`given ${way} are what no request exceeds`, async t => {
      const server = await startServer(t, args, { env: { ...process.env, ...variables } });
      assert.deepEqual(await limitsOf(server), { timeoutMs: 200, memoryLimitBytes: 2000000, clamped: [] });
      assert.deepEqual(await limitsOf(server, { timeoutMs: 400, memoryLimitBytes: 4194304 }), { timeoutMs: 400, memoryLimitBytes: 4194304, clamped: [] });
      assert.deepEqual(await limitsOf(server, { timeoutMs: 401 }), { timeoutMs: 400, memoryLimitBytes: 2000000, clamped: ["timeoutMs"] });
      assert.deepEqual(await limitsOf(server, { timeoutMs: 1, memoryLimitBytes: 5e6 }), { timeoutMs: 1, memoryLimitBytes: 4194304, clamped: ["memoryLimitBytes"] });

      const slow = (await server.invoke({ code: "for (;;);", timeoutMs: 20000 })).json;
      assert.equal(slow.errorDetails.kind, "timeout");
      assert.ok(slow.executionTimeMs >= 390 && slow.executionTimeMs < 2000, `${slow.executionTimeMs} ms`);
      assert.deepEqual(slow.limits.clamped, ["timeoutMs"]);
      const large = { code: "new Uint8Array(6e6).length", memoryLimitBytes: 5e7, timeoutMs: 400 };
      assert.equal((await server.invoke(large)).json.errorDetails.kind, "memory");

      const refused = (await server.invoke({ code: "1", timeoutMs: 0 })).json;
      assert.equal(refused.error, "timeoutMs must be at least 1, not 0 (ms; default 200, maximum 400)");
      const tiny = (await server.invoke({ code: "1", memoryLimitBytes: -1 })).json;
      assert.equal(tiny.error, "memoryLimitBytes must be at least 1, not -1 (bytes; default 2000000, maximum 4194304)");
    });
  }

  it("lower a default that nobody chose, and clamp nothing by that", async t => {
    const server = await startServer(t, ["--max-timeout", "3s"]);
    assert.deepEqual(await limitsOf(server), { timeoutMs: 3000, memoryLimitBytes: 10485760, clamped: [] });
    assert.deepEqual(await limitsOf(server, { timeoutMs: 5000 }), { timeoutMs: 3000, memoryLimitBytes: 10485760, clamped: ["timeoutMs"] });
  });
});

describe("malformed HTTP", () => {
  const cases = [
    ["no request line", "hello\r\n\r\n", 400],
    ["a line that ends in LF alone", "GET /healthz HTTP/1.1\nHost: localhost\n\n\r\n\r\n", 400],
    ["no Host", "GET /healthz HTTP/1.1\r\n\r\n", 400],
    ["two Hosts", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nHost: localhost\r\n\r\n", 400],
    ["a space before the colon", "GET /healthz HTTP/1.1\r\nHost : localhost\r\n\r\n", 400],
    ["a folded line", "GET /healthz HTTP/1.1\r\nHost: localhost\r\n folded\r\n\r\n", 400],
    ["a control character", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\u0001b\r\n\r\n", 400],
    ["a NUL", "GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: a\u0000b\r\n\r\n", 400],
    ["HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505],
    ["two lengths", `POST ${INVOKE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nContent-Length: 2\r\n\r\n{}`, 400],
    ["a length and chunks", `POST ${INVOKE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}`, 400],
    ["a length that is no number", `POST ${INVOKE} HTTP/1.1\r\nHost: localhost\r\nContent-Length: +2\r\n\r\n{}`, 400],
    ["an unknown coding", `POST ${INVOKE} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip, chunked\r\n\r\n`, 501],
    ["an unknown expectation", `POST ${INVOKE} HTTP/1.1\r\nHost: localhost\r\nExpect: miracles\r\nContent-Length: 2\r\n\r\n{}`, 417],
    ["a head of 17 KB", `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(17000)}\r\n\r\n`, 431],
    ["a head without end", `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${"x".repeat(17000)}`, 431],
    ["200 fields", `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${"X: x\r\n".repeat(200)}\r\n`, 431],
  ];

  it("is refused in JSON, and the connection closed", async t => {
    const server = await startServer(t);
    for (const [name, bytes, status] of cases) {
      const connection = await connect(server.where);
      connection.send(bytes);
      const [answer, ...others] = await connection.answers();
      assert.equal(answer?.status, status, name);
      assert.equal(answer.json.Type, "User", name);
      assert.equal(answer.headers.connection, "close", name);
      assert.deepEqual(others, [], name);
      await connection.closed(1000);
    }
    assert.equal((await server.health()).status, "ok");
  });

  it("of random kinds does no harm", async t => {
    const server = await startServer(t);
    const good = Buffer.from(invocation({ code: "1" }));
    let seed = 12345;
    const random = below => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
    for (let i = 0; i < 200; i++) {
      const bytes = Buffer.from(good);
      for (let n = random(4) + 1; n > 0; n--) bytes[random(bytes.length)] = random(256);
      const socket = net.connect(server.port, "127.0.0.1");
      socket.on("error", () => {});
      socket.on("data", () => {});
      socket.end(bytes.subarray(0, random(bytes.length + 1)));
      await new Promise(resolve => socket.on("close", resolve));
    }
    assert.equal((await server.invoke({ code: "10" })).json.result, 10);
    await eventually(async () => (await server.health()).running === 0, "nothing is left running");
  });
});

describe("connections", () => {
  it("are kept for the next request, and closed when the client wants that", async t => {
    const server = await startServer(t);
    const kept = await connect(server.where);
    for (let i = 1; i <= 3; i++) {
      kept.send(invocation({ code: `${i}` }));
      assert.equal((await kept.answers(i))[i - 1].json.result, i);
    }
    kept.send(invocation({ code: "4" }, { Connection: "close" }));
    assert.equal((await kept.answers(4))[3].headers.connection, "close");
    await kept.closed(1000);
    const old = await connect(server.where);
    old.send("GET /healthz HTTP/1.0\r\n\r\n");
    await old.closed(1000);
    assert.equal((await old.answers())[0].status, 200);
  });

  it("answer requests that are sent in one go in their order", async t => {
    const server = await startServer(t, ["--concurrency", "2"]);
    const connection = await connect(server.where);
    connection.send(invocation(wait(200, "slow")) + invocation("{") + invocation({ code: "'quick'" }) + "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const answers = await connection.answers(4);
    assert.deepEqual(answers.map(answer => answer.status), [200, 400, 200, 200]);
    assert.equal(answers[0].json.result, "slow");
    assert.equal(answers[2].json.result, "quick");
  });

  it("answer hundreds of requests in one go", async t => {
    const server = await startServer(t);
    const connection = await connect(server.where);
    connection.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(3000));
    assert.equal((await connection.answers(3000)).length, 3000);
  });

  it("take a request byte by byte, a body in chunks too", async t => {
    const server = await startServer(t);
    const connection = await connect(server.where, { noDelay: true });
    const text = '{"code":"input.join()","input":[1,2]}';
    const chunks = [...text].map(c => `1;a=b\r\n${c}\r\n`).join("");
    const bytes = `\r\nPOST ${INVOKE} HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n${chunks}0\r\nTrailer: x\r\n\r\n`;
    for (const byte of bytes + bytes) {
      connection.send(byte);
      await new Promise(setImmediate);
    }
    assert.deepEqual((await connection.answers(2)).map(answer => answer.json.result), ["1,2", "1,2"]);
  });

  it("serve 100 requests at a time, each with its own answer", async t => {
    const server = await startServer(t);
    const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => server.invoke({ code: "input * 2", input: i })));
    assert.deepEqual(answers.map(answer => answer.json.result), Array.from({ length: 100 }, (_, i) => i * 2));
  });

  it("are not read on and on while an answer is due", async t => {
    const server = await startServer(t);
    const connection = await connect(server.where);
    connection.send(invocation(wait(1500)));
    let taken = 0;
    for (let i = 0; i < 64; i++) connection.socket.write(" ".repeat(1 << 20), () => taken++);
    await sleep(1000);
    // What the system keeps for both ends is a few MB.
    assert.ok(taken < 32, `${taken} MB were taken`);
    assert.equal((await connection.answers())[0].json.result, "done");
  });

  it("of slow clients, a byte a second, do not delay others", async t => {
    const server = await startServer(t);
    const text = invocation({ code: "1", input: "x".repeat(100) });
    const slow = await Promise.all(Array.from({ length: 50 }, () => connect(server.where)));
    slow.forEach((connection, i) => connection.send(text.slice(0, i * 4)));
    let at = 0;
    const drip = setInterval(() => {
      slow.forEach((connection, i) => connection.send(text[i * 4 + at] ?? ""));
      at++;
    }, 1000);
    t.after(() => clearInterval(drip));
    const times = [];
    for (let i = 0; i < 40; i++) {
      const start = performance.now();
      assert.equal((await server.invoke({ code: "2" })).status, 200);
      times.push(performance.now() - start);
      await sleep(40);
    }
    times.sort((a, b) => a - b);
    assert.ok(times[20] < 50, `the median was ${times[20]} ms`);
    assert.ok(slow.every(connection => !connection.isClosed));
  });

  it("without a whole head are told so after 10 seconds", async t => {
    const server = await startServer(t);
    const connection = await connect(server.where);
    const start = performance.now();
    connection.send("GET /healthz HTTP/1.1\r\nHost: loc");
    const drip = setInterval(() => connection.send("a"), 500);
    t.after(() => clearInterval(drip));
    assertError((await connection.answers(1, 15000))[0], 408, "RequestTimeoutException", /in time/);
    assert.ok(performance.now() - start > 9000);
    await connection.closed(1000);
  });

  it("that do nothing make place for those that do", async t => {
    const server = await startServer(t);
    const idle = [];
    for (let i = 0; i < 1100; i++) {
      const connection = await connect(server.where).catch(() => undefined);
      if (connection) idle.push(connection);
    }
    t.after(() => idle.forEach(connection => connection.socket.destroy()));
    assert.equal((await server.invoke({ code: "11" })).json.result, 11);
    const closed = await eventually(() => idle.filter(connection => connection.isClosed).length, "some were closed");
    assert.ok(idle[0].isClosed && closed < 200, `${closed} were closed`);
  });

  it("that are closed on one side only get their answer", async t => {
    const server = await startServer(t);
    const connection = await connect(server.where, { allowHalfOpen: true });
    connection.socket.end(invocation(wait(500, "still here")) + invocation({ code: "'and here'" }));
    const answers = await connection.answers(2);
    assert.deepEqual(answers.map(answer => answer.json.result), ["still here", "and here"]);
    await connection.closed(1000);
  });

  it("that are closed cancel what runs and what waits for them", async t => {
    const server = await startServer(t, ["--concurrency", "1"]);
    for (const destroy of [socket => socket.destroy(), socket => socket.resetAndDestroy?.() ?? socket.destroy()]) {
      const running = await connect(server.where);
      running.send(invocation(wait(8000)));
      const waiting = await connect(server.where);
      waiting.send(invocation(wait(8000)));
      await eventually(async () => (await server.health()).waiting === 1, "one runs, one waits");
      destroy(waiting.socket);
      await eventually(async () => (await server.health()).waiting === 0, "the one that waited is gone", 1000);
      assert.equal((await server.health()).running, 1);
      destroy(running.socket);
      await eventually(async () => (await server.health()).running === 0, "the one that ran is gone", 1000);
      assert.equal((await server.invoke({ code: "12" })).json.result, 12);
    }
  });
});

describe("too much at once", () => {
  it("is refused immediately with 429, and the rest is served", async t => {
    const server = await startServer(t, ["--concurrency", "1", "--queue", "1"]);
    const first = server.invoke(wait(700, 1));
    const second = server.invoke(wait(10, 2));
    await eventually(async () => (await server.health()).waiting === 1, "one runs, one waits");
    const start = performance.now();
    const third = await server.invoke({ code: "3" });
    assert.ok(performance.now() - start < 300);
    assertError(third, 429, "TooManyRequestsException", /^Rate Exceeded\.$/);
    assert.match(third.headers["retry-after"], /^[1-9]\d*$/);
    assert.ok(third.json.Reason);
    assert.equal((await first).json.result, 1);
    assert.equal((await second).json.result, 2);
    assert.equal((await server.invoke({ code: "4" })).json.result, 4);
  });

  it("without a queue is more than one each", async t => {
    const server = await startServer(t, ["--concurrency", "1", "--queue", "0"]);
    const first = server.invoke(wait(500, 1));
    await eventually(async () => (await server.health()).running === 1, "one runs");
    assert.equal((await server.invoke({ code: "2" })).status, 429);
    assert.equal((await first).json.result, 1);
  });

  it("is also more than 256 MiB of requests that wait", async t => {
    const server = await startServer(t, ["--concurrency", "1", "--queue", "1000"]);
    const first = await connect(server.where);
    first.send(invocation(wait(15000)));
    await eventually(async () => (await server.health()).running === 1, "one runs");
    const frame = JSON.stringify({ code: "1", input: "" });
    const body = Buffer.from(`${frame.slice(0, -2)}${"x".repeat(6 << 20)}`.slice(0, LIMIT - 2) + '"}');
    const answers = [];
    const rest = Promise.all(Array.from({ length: 50 }, async () => answers.push((await server.invoke(body)).status)));
    await eventually(() => answers.length >= 8, "some are refused", 14000);
    assert.deepEqual([...new Set(answers)], [429]);
    assert.equal((await server.health()).waiting, 42);
    first.socket.destroy();
    await rest;
    assert.equal((await server.invoke({ code: "2" })).json.result, 2);
    assert.equal(answers.filter(status => status === 200).length, 42);
  });

  it("is never reached by as many as may run and wait", async t => {
    const server = await startServer(t, ["--concurrency", "2", "--queue", "20"]);
    const answers = await Promise.all(Array.from({ length: 60 }, () => server.invoke(wait(30))));
    const statuses = answers.map(answer => answer.status);
    assert.ok(statuses.filter(status => status === 200).length >= 22);
    assert.deepEqual([...new Set(statuses)].sort(), [200, 429]);
  });
});

describe("the end", () => {
  it("comes on SIGTERM when everything that runs and waits is answered, with status 0", async t => {
    const server = await startServer(t, ["--concurrency", "1"]);
    const idle = await connect(server.where);
    idle.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await idle.answers();
    const running = server.invoke(wait(500, "first"));
    const waiting = server.invoke(wait(100, "second"));
    await eventually(async () => (await server.health()).waiting === 1, "one runs, one waits");
    server.signal("SIGTERM");
    await idle.closed(1000);
    await assert.rejects(server.health(), /ECONNREFUSED/);
    assert.equal(existsSync(`/proc/${server.pid}`), true);
    assert.equal((await running).json.result, "first");
    assert.equal((await waiting).json.result, "second");
    assert.deepEqual(await server.ended, { status: 0, signal: null });
  });

  it("comes under load without the loss of a request", async t => {
    for (let round = 0; round < 5; round++) {
      const server = await startServer(t);
      const agent = new http.Agent({ keepAlive: true, maxSockets: 8 });
      t.after(() => agent.destroy());
      const clients = Array.from({ length: 8 }, async () => {
        for (let answered = 0; ; answered++) {
          const answer = await server.invoke({ code: "input", input: answered }, { agent }).catch(error => error);
          if (answer instanceof Error) return { answered, code: answer.code };
          assert.equal(answer.json.result, answered);
        }
      });
      await sleep(100);
      server.signal("SIGTERM");
      for (const { answered, code } of await Promise.all(clients)) {
        assert.equal(code, "ECONNREFUSED");
        assert.ok(answered > 0);
      }
      assert.deepEqual(await server.ended, { status: 0, signal: null });
    }
  });

  it("is not delayed by clients that have asked nothing, or half of it", async t => {
    const server = await startServer(t);
    await connect(server.where);
    const half = await connect(server.where);
    half.send(invocation({ code: "1" }).slice(0, -3));
    await sleep(50);
    const start = performance.now();
    server.signal("SIGTERM");
    assertError((await half.answers())[0], 503, "ServiceUnavailableException", /stopping/);
    half.socket.end();
    assert.deepEqual(await server.ended, { status: 0, signal: null });
    assert.ok(performance.now() - start < 2000);
  });

  it("comes at once with a second signal, and no process is left", async t => {
    const server = await startServer(t);
    const pending = server.invoke(wait(9000)).catch(error => error.code);
    await eventually(async () => (await server.health()).running === 1, "one runs");
    const processes = [...zygotesOf(server.pid), ...cellsOf(server.pid)].map(process => process.pid);
    assert.ok(processes.length >= 2);
    server.signal("SIGINT");
    await sleep(100);
    const start = performance.now();
    server.signal("SIGINT");
    assert.deepEqual(await server.ended, { status: 130, signal: null });
    assert.ok(performance.now() - start < 1000);
    assert.equal(await pending, "ECONNRESET");
    await eventually(() => processes.every(pid => !existsSync(`/proc/${pid}`)), "they are gone");
  });
});

describe("the audit log", () => {
  // Requests that a rule refuses at once: they go nowhere. Those that go out are in network.test.mjs.
  const asking = (count = 1) => ({
    code: `for (let i = 0; i < ${count}; i++) await fetch("https://example.com/secret").catch(() => {}); "done"`,
    timeoutMs: 20000,
  });
  const parse = text => text.split("\n").filter(line => line.startsWith("{")).map(line => JSON.parse(line));

  it("has a line for each outbound request, on standard error, with the id of the answer", async t => {
    const server = await startServer(t);
    const answers = [await server.invoke(asking(2)), await server.invoke(asking())];
    for (const answer of answers) assert.equal(answer.json.result, "done");
    await eventually(() => parse(server.stderr()).length === 3, "there are three lines");
    const lines = parse(server.stderr());
    const [first, second] = answers.map(answer => answer.headers["x-amzn-requestid"]);
    assert.deepEqual(lines.map(line => line.executionId), [first, first, second]);
    for (const line of lines) assert.equal(line.refused, "not-listed");
    assert.doesNotMatch(server.stderr(), /secret/);
  });

  it("cannot be forged by what code prints", async t => {
    const server = await startServer(t);
    const answer = await server.invoke({ code: `console.error('{"time":"forged"}'); "done"` });
    assert.equal(answer.json.result, "done");
    await server.stop();
    assert.deepEqual(parse(server.stderr()), []);
  });

  it("goes to the file of --audit-log instead, which SIGHUP opens anew", async t => {
    const folder = temporaryFolder(t);
    const file = join(folder, "audit.jsonl");
    const server = await startServer(t, ["--audit-log", file]);
    await server.invoke(asking());
    renameSync(file, `${file}.1`);
    await server.invoke(asking());
    assert.equal(parse(readFileSync(`${file}.1`, "utf8")).length, 2);
    server.signal("SIGHUP");
    await eventually(() => existsSync(file), "there is a new file");
    const answer = await server.invoke(asking());
    const [line, ...others] = parse(readFileSync(file, "utf8"));
    assert.equal(line.executionId, answer.headers["x-amzn-requestid"]);
    assert.deepEqual(others, []);
    assert.equal(statSync(file).mode & 0o777, 0o600);
    assert.deepEqual(parse(server.stderr()), []);

    rmSync(folder, { recursive: true });
    server.signal("SIGHUP");
    await eventually(() => server.stderr().includes("is not opened anew: No such file or directory"), "it says so");
    assert.equal((await server.invoke(asking())).json.result, "done");
    assert.deepEqual(await server.stop(), { status: 0, signal: null });
  });

  it("without a file leaves SIGHUP what it is", async t => {
    const server = await startServer(t);
    assert.deepEqual(await server.stop("SIGHUP"), { status: null, signal: "SIGHUP" });
  });

  it("on a full disk loses lines and nothing else", async t => {
    const server = await startServer(t, ["--audit-log", "/dev/full"]);
    for (let i = 0; i < 3; i++) assert.equal((await server.invoke(asking(2))).json.result, "done");
    assert.equal((await server.stop()).status, 0);
    assert.equal(server.stderr().match(/lines are lost: No space left on device/g).length, 1, "once, not for every line");
    assert.match(server.stderr(), /lines that were lost: 6\n$/);
  });

  it("in a pipe that nobody reads loses lines and nothing else, and says how many when it is read again", async t => {
    const pipe = join(temporaryFolder(t), "pipe");
    assert.equal((await execute("mkfifo", [pipe])).status, 0);
    const none = await execute(untrusted, ["serve", "--listen", "127.0.0.1:0", "--audit-log", pipe], { timeout: 5000 });
    assert.equal(none.status, 2);
    assert.match(none.stderr, /--audit-log \S+: No such device or address/);

    const reader = openSync(pipe, constants.O_RDONLY | constants.O_NONBLOCK);
    t.after(() => closeSync(reader));
    const read = () => {
      const bytes = Buffer.alloc(1 << 20);
      return parse(bytes.toString("utf8", 0, readSync(reader, bytes)));
    };
    const server = await startServer(t, ["--audit-log", pipe, "--fetches", "1000"]);
    const answer = await server.invoke(asking(1000));
    assert.equal(answer.json.result, "done");
    const kept = read().length;
    assert.ok(kept > 50 && kept < 1000, `${kept} lines`);
    await server.invoke(asking());
    const [first, second] = read();
    assert.equal(first.lost, 1000 - kept);
    assert.equal(second.host, "example.com");
    await eventually(() => server.stderr().endsWith(`lines that were lost: ${1000 - kept}\n`), "it says so on standard error too");
    assert.equal((await server.stop()).status, 0);
  });
});

describe("who may call", () => {
  const TOKEN = "correct-horse-battery-staple";
  const bearer = token => ({ Authorization: `Bearer ${token}` });
  const tokenFile = (t, text, mode = 0o600) => {
    const path = join(temporaryFolder(t), "token");
    writeFileSync(path, text);
    chmodSync(path, mode);
    return path;
  };
  const refusal = args => execute(untrusted, ["serve", ...args], { timeout: 5000 });

  it("is whoever has the token, if there is one, also on loopback", async t => {
    const server = await startServer(t, ["--token-file", tokenFile(t, `\n ${TOKEN}\n`)]);
    assert.equal((await server.invoke({ code: "13" }, { headers: bearer(TOKEN) })).json.result, 13);
    assert.equal((await server.invoke({ code: "13" }, { headers: { Authorization: `bearer ${TOKEN}` } })).status, 200);
    const wrong = [{}, bearer(""), bearer(`${TOKEN}x`), bearer(TOKEN.slice(0, -1)), bearer(TOKEN.toUpperCase()),
      bearer("x".repeat(5000)), { Authorization: TOKEN }, { Authorization: `Basic ${TOKEN}` }];
    for (const headers of wrong) {
      const answer = await server.invoke({ code: "13" }, { headers });
      assertError(answer, 401, "UnauthorizedException", /bearer token/);
      assert.equal(answer.headers["www-authenticate"], "Bearer");
    }
    assertError(await server.request({ path: "/unknown" }), 401, "UnauthorizedException", /bearer token/);
    assert.equal((await server.request()).status, 200, "healthz needs none");
  });

  it("cannot be said by a token that is short, missing, or has spaces in it", async t => {
    for (const [text, message] of [["short", /less than 16/], ["", /less than 16/], ["two words, more than 16", /spaces/], ["x".repeat(5000), /too large|more than 4096/]]) {
      const { status, stderr } = await refusal(["--token-file", tokenFile(t, text)]);
      assert.equal(status, 2);
      assert.match(stderr, message);
    }
    const { status, stderr } = await refusal(["--token-file", "/nonexistent/token"]);
    assert.equal(status, 2);
    assert.match(stderr, /No such file/);
  });

  it("includes everybody who can read the token, which is warned about", async t => {
    const open = await startServer(t, ["--token-file", tokenFile(t, TOKEN, 0o644)]);
    assert.match(open.stderr(), /every user of this machine can read the token/);
    const closed = await startServer(t, ["--token-file", tokenFile(t, TOKEN)]);
    assert.doesNotMatch(closed.stderr(), /can read the token/);
  });

  it("is nobody on another machine, without a token or an explicit --no-auth", async t => {
    for (const address of ["0.0.0.0:0", "[::]:0", "192.0.2.1:9000", "[::ffff:192.0.2.1]:9000"]) {
      const { status, stderr } = await refusal(["--listen", address]);
      assert.equal(status, 2, address);
      assert.match(stderr, /--token-file FILE, or --no-auth/);
    }
    const both = await refusal(["--listen", "0.0.0.0:0", "--no-auth", "--token-file", tokenFile(t, TOKEN)]);
    assert.equal(both.status, 2);
    const withToken = await startServer(t, ["--token-file", tokenFile(t, TOKEN)], { listen: "0.0.0.0:0" });
    assert.equal((await withToken.invoke({ code: "1" })).status, 401);
    assert.equal((await withToken.invoke({ code: "1" }, { headers: { ...bearer(TOKEN), Host: "any.example", Origin: "https://any.example" } })).status, 200);
    const open = await startServer(t, ["--no-auth"], { listen: "0.0.0.0:0" });
    assert.match(open.stderr(), /warning: whoever reaches/);
    assert.equal((await open.invoke({ code: "1" }, { headers: { Host: "any.example" } })).status, 200);
    assert.equal((await open.invoke({ code: "1" }, { headers: { Origin: "https://any.example" } })).status, 403);
  });

  it("is no web page, neither openly nor by a name that leads here", async t => {
    const server = await startServer(t);
    for (const host of ["localhost", "LOCALHOST:1", `127.0.0.1:${server.port}`, "127.9.9.9", "[::1]:80", "[::1]"])
      assert.equal((await server.invoke({ code: "1" }, { headers: { Host: host } })).status, 200, host);
    for (const host of ["evil.example", `evil.example:${server.port}`, "localhost.evil.example", "127.0.0.1.evil.example", "192.0.2.1", "[::2]", "[::1", "0.0.0.0", "x@localhost"]) {
      assertError(await server.invoke({ code: "1" }, { headers: { Host: host } }), 403, "AccessDeniedException", /Host/);
      assert.equal((await server.request({ headers: { Host: host } })).status, 403);
    }
    for (const origin of ["https://evil.example", "null", `http://127.0.0.1:${server.port}`])
      assertError(await server.invoke({ code: "1" }, { headers: { Origin: origin } }), 403, "AccessDeniedException", /Origin/);
    const empty = await connect(server.where);
    empty.send("GET /healthz HTTP/1.1\r\nHost:\r\n\r\n");
    assert.equal((await empty.answers())[0].status, 403);
  });
});

describe("where it listens", () => {
  it("is told for port 0, on IPv6 too", async t => {
    const server = await startServer(t, [], { listen: "[::1]:0" });
    assert.match(server.address, /^http:\/\/\[::1\]:[1-9]\d*$/);
    assert.equal((await request({ host: "::1", port: server.port })).status, 200);
    assert.match((await startServer(t, [], { listen: "localhost:0" })).address, /^http:\/\/127\.0\.0\.1:[1-9]\d*$/);
  });

  it("must be a good address", async () => {
    for (const address of ["9000", ":9000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:x", "example.com:80", "::1:80", "[::1]", "[::1:80", "256.1.1.1:80", "unix:", `unix:/${"x".repeat(200)}`, ""]) {
      const { status, stderr } = await execute(untrusted, ["serve", "--listen", address], { timeout: 5000 });
      assert.equal(status, 2, address);
      assert.match(stderr, /^untrusted serve: --listen /, address);
    }
  });

  it("must be free", async t => {
    const server = await startServer(t);
    const { status, stderr } = await execute(untrusted, ["serve", "--listen", `127.0.0.1:${server.port}`], { timeout: 5000 });
    assert.equal(status, 2);
    assert.match(stderr, /Address already in use/);
  });

  it("may be a unix socket, for its owner alone and removed at the end", async t => {
    const path = join(temporaryFolder(t), "socket");
    const server = await startServer(t, [], { listen: `unix:${path}` });
    assert.equal(server.address, `unix:${path}`);
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal((await server.invoke({ code: "14" }, { headers: { Host: "anything" } })).json.result, 14);
    const leaving = await connect(server.where);
    leaving.send(invocation(wait(8000)));
    await eventually(async () => (await server.health()).running === 1, "it runs");
    leaving.socket.destroy();
    await eventually(async () => (await server.health()).running === 0, "it is cancelled", 1000);
    assert.deepEqual(await server.stop(), { status: 0, signal: null });
    assert.equal(existsSync(path), false);
  });

  it("may be a unix socket that a dead server left, but not one in use, and no other file", async t => {
    const path = join(temporaryFolder(t), "socket");
    const dead = await startServer(t, [], { listen: `unix:${path}` });
    await dead.stop("SIGKILL");
    assert.equal(existsSync(path), true);
    const server = await startServer(t, [], { listen: `unix:${path}` });
    assert.equal((await server.invoke({ code: "15" })).json.result, 15);
    const second = await execute(untrusted, ["serve", "--listen", `unix:${path}`], { timeout: 5000 });
    assert.equal(second.status, 2);
    assert.match(second.stderr, /Address already in use/);
    assert.equal((await server.invoke({ code: "16" })).json.result, 16);
    const file = join(temporaryFolder(t), "file");
    writeFileSync(file, "precious");
    const third = await execute(untrusted, ["serve", "--listen", `unix:${file}`], { timeout: 5000 });
    assert.equal(third.status, 2);
    assert.match(third.stderr, /no socket/);
    assert.equal(readFileSync(file, "utf8"), "precious");
  });
});

describe("processes that die under load", () => {
  /** Keeps so many requests going until `stop`; all answers. */
  function load(server, clients, makeBody) {
    const agent = new http.Agent({ keepAlive: true, maxSockets: clients });
    const answers = [];
    let isOver = false;
    const work = Promise.all(
      Array.from({ length: clients }, async () => {
        for (let i = 0; !isOver; i++) answers.push(await server.invoke(makeBody(i), { agent }));
      }),
    );
    return {
      answers,
      async stop() {
        isOver = true;
        await work;
        agent.destroy();
        return answers;
      },
    };
  }

  it("the zygote: every request is answered as if nothing had happened", async t => {
    const server = await startServer(t);
    const running = load(server, 8, i => ({ code: "input * 2", input: i }));
    for (let kills = 0; kills < 5; kills++) {
      // Each has come to work before it dies: zygotes that die one after the other at their start are another matter.
      const before = running.answers.length;
      await Promise.all([sleep(150), eventually(() => running.answers.length > before + 20, "requests are answered")]);
      const [zygote] = await eventually(() => zygotesOf(server.pid).length && zygotesOf(server.pid), "there is a zygote");
      process.kill(zygote.pid, "SIGKILL");
      await eventually(() => zygotesOf(server.pid).some(next => next.pid !== zygote.pid), "there is another zygote");
    }
    await eventually(() => running.answers.length > 100, "there are answers enough");
    const answers = await running.stop();
    for (const answer of answers) {
      assert.equal(answer.status, 200);
      assert.equal(answer.json.success, true, answer.text);
    }
  });

  it("a cell: its own request gets an honest error or another cell, no other notices", async t => {
    const server = await startServer(t, ["--concurrency", "2"]);
    const running = load(server, 8, i => ({ code: "const until = Date.now() + 20; while (Date.now() < until); input", input: i }));
    let kills = 0;
    for (let i = 0; i < 20; i++) {
      await sleep(50);
      const cells = cellsOf(server.pid);
      if (cells.length === 0) continue;
      try {
        process.kill(cells[i % cells.length].pid, "SIGKILL");
        kills++;
      } catch (error) {
        assert.equal(error.code, "ESRCH"); // it had ended by itself
      }
    }
    const answers = await running.stop();
    const failed = answers.filter(answer => !answer.json.success);
    assert.ok(kills > 5 && answers.length > 20);
    assert.ok(failed.length <= kills, `${failed.length} failed, ${kills} cells were killed`);
    for (const answer of failed) {
      assert.equal(answer.status, 200);
      assert.equal(answer.json.errorDetails.kind, "internal");
      assert.match(answer.json.error, /died/);
      assert.equal(answer.headers["x-amz-function-error"], "Unhandled");
    }
    assert.equal((await server.invoke({ code: "17" })).json.result, 17);
  });

  it("the cell that runs: the answer says that it died and that the code had begun", async t => {
    const server = await startServer(t, ["--concurrency", "1"]);
    const answer = server.invoke({ code: "console.log('so far'); for (;;);", timeoutMs: 8000 });
    // It is the one that uses the processor.
    const busy = await eventually(() => cellsOf(server.pid).find(cell => cell.cpuTicks >= 10), "a cell is busy");
    process.kill(busy.pid, "SIGKILL");
    const { status, json, headers } = await answer;
    assert.equal(status, 200);
    assert.equal(json.errorDetails.kind, "internal");
    assert.equal(json.progress.started, true);
    assert.deepEqual(json.consoleOutput, ["[log] so far"]);
    assert.equal(headers["x-amz-function-error"], "Unhandled");
    assert.equal((await server.invoke({ code: "18" })).json.result, 18);
  });

  it("the server: its zygote and its cells go with it", async t => {
    const server = await startServer(t);
    const processes = [...zygotesOf(server.pid), ...cellsOf(server.pid)].map(process => process.pid);
    assert.ok(processes.length >= 2);
    await server.stop("SIGKILL");
    await eventually(() => processes.every(pid => !existsSync(`/proc/${pid}`)), "they are gone");
  });
});
