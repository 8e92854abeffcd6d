// SPDX-License-Identifier: MIT
// `untrusted serve` to clients that want the console as it happens: Accept: application/x-ndjson.
import assert from "node:assert/strict";
import http from "node:http";
import { join } from "node:path";
import { describe, it } from "node:test";
import { connect, invocation, INVOKE } from "./support/http.mjs";
import { cellsOf } from "./support/processes.mjs";
import { eventually, sleep, temporaryFolder } from "./support/programs.mjs";
import { startServer } from "./support/server.mjs";

const TYPE = "application/x-ndjson";
const ACCEPT = { Accept: TYPE };

/** The lines of a streamed body: those of the console, and the response, which has to be the last. */
function linesOf(text) {
  assert.ok(text.endsWith("\n"));
  const lines = text.slice(0, -1).split("\n").map(line => JSON.parse(line));
  const { response, ...others } = lines.pop();
  assert.deepEqual(others, {});
  assert.ok(response);
  return { console: lines.map(line => line.console), response };
}

/** Invokes; the lines, and the answer that they came in. */
async function streamed(server, body, options) {
  const answer = await server.invoke(body, { headers: ACCEPT, ...options });
  assert.equal(answer.status, 200, answer.text);
  assert.equal(answer.headers["content-type"], TYPE);
  return { answer, ...linesOf(answer.text) };
}

/** Begins to invoke: resolves with node's IncomingMessage when the head is there. */
const begin = (server, body) => new Promise((resolve, reject) => {
  const outgoing = http.request({ host: "127.0.0.1", ...server.where, method: "POST", path: INVOKE, headers: ACCEPT, agent: false }, resolve);
  outgoing.on("error", reject);
  outgoing.end(JSON.stringify(body));
});

const printAndWait = (ms, timeoutMs = 20000) => ({ code: `console.log("begun"); await new Promise(r => setTimeout(r, ${ms})); "done"`, timeoutMs });
const has = (connection, text) => () => connection.received.includes(text);

describe("a streamed answer", () => {
  it("has each console call as it happens, and then the response", async t => {
    const server = await startServer(t);
    const answer = await begin(server, { code: 'console.log("one"); await new Promise(r => setTimeout(r, 700)); console.warn("two"); 3' });
    const start = performance.now();
    let text = "";
    answer.on("data", data => (text += data));
    const ended = new Promise(resolve => answer.on("end", resolve));
    await eventually(() => text.includes("\n"), "the first line is there");
    assert.match(text, /^\{"console":\{"level":"log","message":"one","timeMs":\d+\.\d{3}\}\}\n$/);
    await ended;
    assert.ok(performance.now() - start > 500);
    assert.equal(answer.statusCode, 200);
    assert.equal(answer.headers["content-type"], TYPE);
    assert.equal(answer.headers["transfer-encoding"], "chunked");
    assert.equal(answer.headers["content-length"], undefined);
    assert.equal(answer.headers["x-amz-executed-version"], "$LATEST");
    assert.ok(answer.headers["x-amzn-requestid"]);
    const lines = linesOf(text);
    assert.deepEqual(lines.console.map(({ level, message }) => [level, message]), [["log", "one"], ["warn", "two"]]);
    assert.deepEqual(lines.console, lines.response.logs);
    assert.equal(lines.response.result, 3);
  });

  it("has the lines of the response's logs, whatever is printed and however it ends", async t => {
    const server = await startServer(t);
    const programs = {
      "every level": 'console.log(1); console.info(2); console.warn(3); console.error(4); console.debug(5); console.trace("six"); 7',
      "text of all kinds": 'console.log("é 😀 \\u2028 \\u0000 \\u0007 \\"quoted\\" \\\\ \\r\\n two\\nlines"); console.log("\\ud800", "\\udc00x"); console.log(""); console.log({ a: [1, { b: 2 }] })',
      "a line of 250 KiB": 'console.log("ü".repeat(125 * 1024)); 1',
      "a line that is too long": 'console.log("a"); console.log("x".repeat(300 * 1024)); console.log("b")',
      "10,000 lines": "for (let i = 0; i < 10000; i++) console.log(i)",
      "more than 10,000 lines": "for (let i = 0; i < 10005; i++) console.log(i)",
      "more than 256 KiB": 'for (let i = 0; i < 300; i++) console.log(i, "x".repeat(1000))',
      "an exception": 'console.log("before"); throw new Error("x")',
      "a timeout": 'console.log("before"); for (;;);',
      "a flood until the timeout": "for (;;) console.log(1)",
      "no memory": 'console.log("before"); const a = []; for (;;) a.push(new Array(1e4).fill(1))',
      "a syntax error": "let =",
      "nothing": "1",
    };
    for (const [name, code] of Object.entries(programs)) {
      const lines = await streamed(server, { code, timeoutMs: 300 + (name.includes("timeout") ? 0 : 9000), memoryLimitBytes: 20000000 });
      assert.equal(JSON.stringify(lines.console), JSON.stringify(lines.response.logs), name);
      if (/more|flood/.test(name)) assert.match(lines.console.at(-1).message, /more lines? (was|were) dropped$/, name);
    }
  });

  it("has no lines before that of a request that was refused, or of code that printed nothing", async t => {
    const server = await startServer(t);
    for (const body of [{ code: "5" }, {}, { code: "1", nonsense: 1 }, "null"]) {
      const { answer, console, response } = await streamed(server, body);
      assert.deepEqual(console, []);
      assert.equal(Number(answer.headers["content-length"]), Buffer.byteLength(answer.text));
      assert.equal(response.success, body.code === "5");
    }
  });

  it("is given to those whose Accept lists it, and to nobody else", async t => {
    const server = await startServer(t);
    const typeFor = async accept => {
      const answer = await server.invoke({ code: "console.log(1); 2" }, { headers: { Accept: accept } });
      return answer.headers["content-type"];
    };
    for (const accept of [TYPE, "Application/X-NDJSON", `${TYPE};q=0.5`, `application/json;q=0.9 , ${TYPE} ; charset=utf-8`, `,${TYPE},`, ["text/html", TYPE]])
      assert.equal(await typeFor(accept), TYPE, accept);
    for (const accept of ["", "*/*", "application/*", "application/json", `${TYPE}2`, `x${TYPE}`, "application/x ndjson", `text/html;x=${TYPE}`])
      assert.equal(await typeFor(accept), "application/json", accept);
    const plain = await server.invoke({ code: "console.log(1); 2" });
    assert.equal(plain.headers["content-length"], String(Buffer.byteLength(plain.text)));
    assert.equal(plain.headers["transfer-encoding"], undefined);
  });

  it("is an ordinary error as long as nothing was streamed", async t => {
    const server = await startServer(t, ["--concurrency", "1", "--queue", "0"]);
    const malformed = await server.invoke("{", { headers: ACCEPT });
    assert.equal(malformed.status, 400);
    assert.equal(malformed.headers["content-type"], "application/json");
    const running = streamed(server, printAndWait(500));
    await eventually(async () => (await server.health()).running === 1, "one runs");
    const busy = await server.invoke({ code: "1" }, { headers: ACCEPT });
    assert.equal(busy.status, 429);
    assert.equal(busy.headers["x-amzn-errortype"], "TooManyRequestsException");
    assert.equal((await running).response.result, "done");
  });

  it("says in its last line that the sandbox itself has failed, and in the head only where that has not gone out", async t => {
    const server = await startServer(t, ["--concurrency", "1"]);
    const killed = new Set();
    for (const [code, header] of [["console.log('so far'); for (;;);", undefined], ["for (;;);", "Unhandled"]]) {
      const lines = streamed(server, { code, timeoutMs: 8000 });
      // It is the one that uses the processor; the one before may still be on its way out.
      const busy = await eventually(() => cellsOf(server.pid).find(cell => cell.cpuTicks >= 10 && !killed.has(cell.pid)), "a cell is busy");
      process.kill(busy.pid, "SIGKILL");
      killed.add(busy.pid);
      const { answer, console, response } = await lines;
      assert.equal(response.errorDetails.kind, "internal");
      assert.equal(answer.headers["x-amz-function-error"], header);
      assert.deepEqual(console, response.logs);
    }
  });

  it("comes to a client of HTTP/1.0 in one piece", async t => {
    const server = await startServer(t);
    const old = await connect(server.where);
    old.send(invocation({ code: "console.log(1); await new Promise(r => setTimeout(r, 300)); console.log(2); 3" }, ACCEPT).replace("HTTP/1.1", "HTTP/1.0"));
    await sleep(150);
    assert.equal(old.received.length, 0);
    const [answer] = await old.answers();
    assert.equal(answer.headers["transfer-encoding"], undefined);
    assert.equal(answer.headers["content-type"], TYPE);
    const { console, response } = linesOf(answer.text);
    assert.deepEqual(console.map(line => line.message), ["1", "2"]);
    assert.deepEqual(console, response.logs);
  });

  it("goes on to its end when the server stops", async t => {
    const server = await startServer(t);
    const connection = await connect(server.where);
    connection.send(invocation(printAndWait(400), ACCEPT));
    await eventually(has(connection, "begun"), "the first line is there");
    server.signal("SIGTERM");
    assert.equal(linesOf((await connection.answers())[0].text).response.result, "done");
    await connection.closed(1000);
    assert.deepEqual(await server.ended, { status: 0, signal: null });
  });
});

describe("a connection with a streamed answer", () => {
  it("is kept for the next request, streamed or not", async t => {
    const server = await startServer(t);
    const connection = await connect(server.where);
    for (let i = 1; i <= 6; i++) {
      connection.send(invocation({ code: `console.log(${i}); ${i}` }, i % 2 ? ACCEPT : {}));
      const answer = (await connection.answers(i))[i - 1];
      const response = i % 2 ? linesOf(answer.text).response : answer.json;
      assert.equal(response.result, i);
    }
    connection.send(invocation({ code: "console.log(7)" }, { ...ACCEPT, Connection: "close" }));
    assert.equal((await connection.answers(7))[6].headers.connection, "close");
    await connection.closed(1000);
  });

  it("answers requests that were sent in one go in their order", async t => {
    const server = await startServer(t, ["--concurrency", "1", "--queue", "0"]);
    const connection = await connect(server.where);
    connection.send(invocation(printAndWait(200), ACCEPT) + invocation({ code: "'plain'" }) + invocation("{", ACCEPT) +
      invocation({ code: "console.log(1); 'again'" }, ACCEPT) + "GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const answers = await connection.answers(5);
    assert.deepEqual(answers.map(answer => answer.status), [200, 200, 400, 200, 200]);
    assert.equal(linesOf(answers[0].text).response.result, "done");
    assert.equal(answers[1].json.result, "plain");
    assert.equal(linesOf(answers[3].text).response.result, "again");
  });

  it("that the client has closed on its side gets all of it, on TCP and on a unix socket", async t => {
    for (const listen of ["127.0.0.1:0", `unix:${join(temporaryFolder(t), "socket")}`]) {
      const server = await startServer(t, [], { listen });
      for (const isEarly of [true, false]) {
        const connection = await connect(server.where, { allowHalfOpen: true });
        connection.send(invocation({ code: 'console.log("begun"); await new Promise(r => setTimeout(r, 500)); console.log("more"); "done"', timeoutMs: 20000 }, ACCEPT));
        if (!isEarly) await eventually(has(connection, "begun"), "the first line is there");
        connection.socket.end();
        const { console, response } = linesOf((await connection.answers())[0].text);
        assert.deepEqual(console.map(line => line.message), ["begun", "more"]);
        assert.equal(response.result, "done");
        await connection.closed(1000);
      }
    }
  });
});

describe("a client that goes away", () => {
  // There is no reset on a unix socket.
  const closing = [socket => socket.destroy(), socket => (socket.remotePort ? socket.resetAndDestroy() : socket.destroy())];
  const codes = ['console.log("begun"); for (;;);', 'console.log("begun"); await new Promise(r => setTimeout(r, 15000))',
    'console.log("begun"); for (;;) { console.log(1); await new Promise(r => setTimeout(r, 20)); }'];

  it("within a streamed answer kills its execution at once, whether that prints or not", async t => {
    for (const listen of ["127.0.0.1:0", `unix:${join(temporaryFolder(t), "socket")}`]) {
      const server = await startServer(t, ["--concurrency", "1"], { listen });
      for (const code of codes)
        for (const close of closing) {
          const connection = await connect(server.where);
          connection.send(invocation({ code, timeoutMs: 20000 }, ACCEPT));
          await eventually(has(connection, "begun"), "the first line is there");
          close(connection.socket);
          await eventually(async () => (await server.health()).running === 0, `it is killed: ${code}`, 1000);
        }
      assert.equal((await streamed(server, { code: "console.log(1); 2" })).response.result, 2);
    }
  });

  it("from code that never rests kills that too, streamed or not", async t => {
    const server = await startServer(t, ["--concurrency", "1"]);
    for (const headers of [{}, ACCEPT])
      for (const close of closing) {
        const connection = await connect(server.where);
        connection.send(invocation({ code: "for (;;);", timeoutMs: 20000 }, headers));
        const busy = await eventually(() => cellsOf(server.pid).find(cell => cell.cpuTicks >= 10), "a cell is busy");
        close(connection.socket);
        await eventually(() => !cellsOf(server.pid).some(cell => cell.pid === busy.pid), "its cell is gone", 1000);
        assert.equal((await server.health()).running, 0);
      }
  });

  it("at any point of a streamed answer does no harm", async t => {
    const server = await startServer(t);
    const bytes = invocation({ code: "for (let i = 0; i < 200; i++) console.log('x'.repeat(i)); 1" }, ACCEPT);
    await Promise.all(Array.from({ length: 8 }, async (_, client) => {
      for (let i = 0; i < 40; i++) {
        const connection = await connect(server.where);
        const enough = (client + 8 * i) * 120;
        connection.socket.on("data", () => connection.received.length >= enough && closing[i % 2](connection.socket));
        connection.send(i % 3 ? bytes : bytes + bytes);
        if (i % 5 === 0) connection.socket.end();
        await Promise.race([new Promise(resolve => connection.socket.on("close", resolve)), sleep(100)]);
        connection.socket.destroy();
      }
    }));
    await eventually(async () => (await server.health()).running === 0, "nothing is left running");
    const { console, response } = await streamed(server, { code: "console.log(1); 2" });
    assert.deepEqual(console, response.logs);
  });
});

describe("a client that reads slowly", () => {
  it("delays neither the execution nor others, and gets everything", async t => {
    const server = await startServer(t, ["--concurrency", "1"]);
    const slow = await begin(server, {
      code: "for (let i = 0; i < 250; i++) console.log('x'.repeat(1000)); 'y'.repeat(5000000)", memoryLimitBytes: 50000000, timeoutMs: 20000,
    });
    slow.pause();
    await eventually(async () => (await server.health()).running === 0, "it has run");
    const start = performance.now();
    assert.equal((await streamed(server, { code: "console.log(1); 2" })).response.result, 2);
    assert.ok(performance.now() - start < 1000);
    await sleep(300);
    const chunks = [];
    for await (const chunk of slow) {
      chunks.push(chunk);
      if (chunks.length < 50) await sleep(2);
    }
    const { console, response } = linesOf(Buffer.concat(chunks).toString());
    assert.equal(console.length, 250);
    assert.deepEqual(console, response.logs);
    assert.equal(response.result.length, 5000000);
  });

  it("or not at all is one of many, and the others are served", async t => {
    const server = await startServer(t, ["--concurrency", "2"]);
    const flood = invocation({ code: "for (let i = 0; i < 10000; i++) console.log('\\u0001'.repeat(25)); 1", timeoutMs: 20000 }, ACCEPT);
    const stuck = await Promise.all(Array.from({ length: 30 }, () => connect(server.where)));
    t.after(() => stuck.forEach(connection => connection.socket.destroy()));
    for (const connection of stuck) {
      connection.socket.pause();
      connection.send(flood);
    }
    assert.equal((await streamed(server, { code: "console.log(1); 2" })).response.result, 2);
    await eventually(async () => (await server.health()).running === 0, "all of them have run", 30000);
    stuck[0].socket.resume();
    const { console, response } = linesOf((await stuck[0].answers())[0].text);
    assert.equal(console.length, 10000);
    assert.equal(JSON.stringify(console), JSON.stringify(response.logs));
  });
});
