// SPDX-License-Identifier: MIT
// Origins that are allowed and hostile: what they send is an answer within the caps, or a failure, and nobody else's
// trouble.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import zlib from "node:zlib";
import { sleep } from "../support/programs.mjs";
import {
  answering,
  answeringInTurn,
  brotliBomb,
  dripping,
  END_HEADERS,
  END_STREAM,
  gzipBomb,
  H2,
  head,
  HPACK_STATUS_200,
  hpackIndexed,
  hpackLiteral,
  http2Frame,
  onRequest,
  pour,
  pouring,
  rawHttp2,
  resetting,
  response,
  silent,
  slamming,
  taken,
} from "./support/origin.mjs";
import { assertFailed, assertRefusedOrFailed, ATTEMPT, DRAIN, FETCH, SLOW, watchMemory } from "./support/world.mjs";

const MEGABYTE = 1 << 20;
const BODY_MAX = 128 * MEGABYTE;
const HEADERS_MAX = 64 << 10;
/** What the kernels of both ends may hold of a stream that nobody reads. */
const KERNEL_MAX = 12 * MEGABYTE;

const chunked = { "Transfer-Encoding": "chunked", "Content-Length": undefined };
const withChunks = text => Buffer.concat([Buffer.from(head("200 OK", { "Transfer-Encoding": "chunked" })), Buffer.from(text)]);
const raw = (...lines) => Buffer.from(lines.join("\r\n") + "\r\n\r\n", "latin1");

/** Each of these bytes, sent as the answer to a request (and then the end), makes the request fail. */
const BROKEN = {
  nothing: Buffer.alloc(0),
  "one byte": Buffer.from("H"),
  "half a head": Buffer.from("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n"),
  "half a body": response("half", { "Content-Length": 8 }),
  "chunks without an end": withChunks("4\r\nhalf\r\n"),
  "half a chunk": withChunks("8\r\nhalf"),
  "a chunk without the end of its line": withChunks("4\r\nhalfXX0\r\n\r\n"),
  "a negative chunk": withChunks("-4\r\nhalf\r\n0\r\n\r\n"),
  "a chunk of 2^64 bytes": withChunks("10000000000000000\r\nhalf\r\n0\r\n\r\n"),
  "a chunk of 2^63 bytes": withChunks("8000000000000000\r\nhalf\r\n0\r\n\r\n"),
  "a chunk whose length is no number": withChunks("zz\r\nhalf\r\n0\r\n\r\n"),
  "a chunk with no length": withChunks("\r\nhalf\r\n0\r\n\r\n"),
  "HTTP/0.9": Buffer.from("<html>no head</html>\n"),
  "HTTP/9.9": raw("HTTP/9.9 200 OK", "Content-Length: 0"),
  "a greeting of another protocol": Buffer.from("220 mail.test ESMTP\r\n"),
  garbage: Buffer.from(Array.from({ length: 2000 }, (_, i) => (i * 7919) & 255)),
  zeros: Buffer.alloc(100000),
  "two lengths that differ": raw("HTTP/1.1 200 OK", "Content-Length: 4", "Content-Length: 5", "", "half"),
  "a length that is no number": raw("HTTP/1.1 200 OK", "Content-Length: four", "", "half"),
  "a negative length": raw("HTTP/1.1 200 OK", "Content-Length: -4", "", "half"),
  "a length beyond 2^63": response("half", { "Content-Length": "99999999999999999999" }),
  "a status of one digit": raw("HTTP/1.1 2 OK", "Content-Length: 0"),
  "a status of letters": raw("HTTP/1.1 abc OK", "Content-Length: 0"),
  "a NUL in a header": Buffer.from("HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 0\r\n\r\n"),
  "an unknown coding of the transfer": response("half", { ...chunked, "Transfer-Encoding": "frobnicated" }),
  "a megabyte in one header": response("", { "X-Large": "x".repeat(MEGABYTE) }),
  "70 KB of headers": response("", { "X-Large": Array(70).fill("x".repeat(1000)) }),
  "a line of status of a megabyte": raw(`HTTP/1.1 200 ${"x".repeat(MEGABYTE)}`, "Content-Length: 0"),
  "gzip that is none": response("this is not gzip", { "Content-Encoding": "gzip" }),
  "half of gzip": response(zlib.gzipSync("x".repeat(10000)).subarray(0, 30), { "Content-Encoding": "gzip" }),
  "gzip with a wrong sum": response(Buffer.concat([zlib.gzipSync("x".repeat(10000)).subarray(0, -8), Buffer.alloc(8)]), {
    "Content-Encoding": "gzip",
  }),
  "deflate that is none": response("this is not deflate", { "Content-Encoding": "deflate" }),
  "brotli that is none": response("this is not brotli", { "Content-Encoding": "br" }),
  "half of brotli": response(zlib.brotliCompressSync("abcdefgh".repeat(1000)).subarray(0, 10), { "Content-Encoding": "br" }),
  "a switch of protocols": raw("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade", "", "garbage"),
};

/** These are not wrong enough to fail everywhere; but whatever becomes of them stays within bounds. */
const ODD = {
  "a length and chunks": response("0\r\n\r\nleft over", { "Content-Length": 14, "Transfer-Encoding": "chunked" }),
  "two lengths that agree": raw("HTTP/1.1 200 OK", "Content-Length: 2", "Content-Length: 2", "", ""),
  "lines that end in LF alone": Buffer.from("HTTP/1.1 200 OK\nContent-Length: 2\n\nok"),
  "a header without a colon": raw("HTTP/1.1 200 OK", "nonsense", "Content-Length: 0"),
  "a header without a name": raw("HTTP/1.1 200 OK", ": x", "Content-Length: 0"),
  "a header with a space before the colon": raw("HTTP/1.1 200 OK", "X : x", "Content-Length : 0", "Content-Length: 0"),
  "a folded header": raw("HTTP/1.1 200 OK", "X: a", " b", "Content-Length: 0"),
  "a header of bytes beyond ASCII": Buffer.from("HTTP/1.1 200 \xe9\xff\r\nX: \xe9\xff\xfe\r\nContent-Length: 0\r\n\r\n", "latin1"),
  "a status of 999": raw("HTTP/1.1 999 Odd", "Content-Length: 0"),
  "a status of 600": raw("HTTP/1.1 600 Odd", "Content-Length: 0"),
  "a status of 0": raw("HTTP/1.1 000 Odd", "Content-Length: 0"),
  "a status of 99": raw("HTTP/1.1 099 Odd", "Content-Length: 0"),
  "no words for the status": raw("HTTP/1.1 200", "Content-Length: 0"),
  "a body with 204": response("a body", {}, "204 No Content"),
  "a body with 304": response("a body", {}, "304 Not Modified"),
  "a trailer": withChunks("2\r\nok\r\n0\r\nContent-Length: 99\r\nSet-Cookie: a=b\r\n\r\n"),
  "ten codings, one in the other": response("x", { "Content-Encoding": Array(10).fill("gzip").join(", ") }),
  "a thousand codings": response("x", { "Content-Encoding": Array(1000).fill("gzip").join(",") }),
  "an unknown coding": response("x", { "Content-Encoding": "frobnicated" }),
  "gzip and something after it": response(Buffer.concat([zlib.gzipSync("ok"), Buffer.from("garbage")]), { "Content-Encoding": "gzip" }),
  "gzip of no bytes": response("", { "Content-Encoding": "gzip" }),
  "cookies, upgrades and alternatives": response("ok", {
    "Set-Cookie": ["a=b; Domain=test", "c=d"],
    Upgrade: "h2c",
    "Alt-Svc": 'h2="10.9.9.9:443"',
    "Strict-Transport-Security": "max-age=99999",
    Refresh: "0; url=http://10.9.9.9/",
    Link: "<http://10.9.9.9/>; rel=preload",
    Proxy: "http://10.9.9.9:80/",
    "Proxy-Authenticate": "Basic",
    "WWW-Authenticate": "NTLM",
    Location: "http://10.9.9.9/",
  }),
  "a demand for authentication": response(
    "",
    { "WWW-Authenticate": ["Negotiate", "NTLM", 'Digest realm="x", nonce="y"', "Basic realm=x"] },
    "401 Unauthorized",
  ),
  "a demand of a proxy": response("", { "Proxy-Authenticate": "Basic realm=x" }, "407 Proxy Authentication Required"),
  "a refusal to wait": response("", {}, "417 Expectation Failed"),
  "too early, try again": response("", { "Retry-After": "0" }, "425 Too Early"),
  "a wrong server": response("", {}, "421 Misdirected Request"),
};

/** These never end by themselves. `bytes`: of the body that the code may get before it is over. */
const ENDLESS = {
  "headers without end": {
    origin: pouring("HTTP/1.1 200 OK\r\n", "X-Header: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n"),
    poured: KERNEL_MAX,
  },
  "one header without end": { origin: pouring("HTTP/1.1 200 OK\r\nX: ", "x".repeat(1000)), poured: KERNEL_MAX },
  "a line of status without end": { origin: pouring("HTTP/1.1 200 ", "x".repeat(1000)), poured: KERNEL_MAX },
  "interim answers without end": { origin: pouring("", "HTTP/1.1 100 Continue\r\n\r\n".repeat(50)), poured: KERNEL_MAX },
  "early hints without end": {
    origin: pouring("", `HTTP/1.1 103 Early Hints\r\nLink: <${"x".repeat(200)}>\r\n\r\n`.repeat(10)),
    poured: KERNEL_MAX,
  },
  "an extension of a chunk without end": { origin: pouring(withChunks("4;"), "x".repeat(1000)), poured: KERNEL_MAX, isPatient: true },
  "a trailer without end": {
    origin: pouring(withChunks("2\r\nok\r\n0\r\n"), "X: xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\r\n".repeat(20)),
    poured: KERNEL_MAX,
    bytes: 2,
  },
  "empty lines without end": { origin: pouring("", "\r\n".repeat(500)), poured: KERNEL_MAX },
  "a body without end": { origin: pouring(head("200 OK", { Connection: "close" }), Buffer.alloc(65536)), bytes: BODY_MAX },
  "chunks of one byte without end": { origin: pouring(withChunks(""), "1\r\nx\r\n".repeat(2000)), isPatient: true, bytes: BODY_MAX },
  "more than was promised": { origin: pouring(head("200 OK", { "Content-Length": 1000 }), Buffer.alloc(65536)), isFine: true, bytes: 1000 },
};

/** Nothing, or too little, too slowly: the execution ends on its own deadline. */
const SLOW_ONES = {
  "never answers": silent,
  "sends a head byte by byte": dripping("", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", 1000),
  "sends a body byte by byte": dripping(head("200 OK", { "Content-Length": 1000 }), "x".repeat(1000), 300),
  "sends a chunk byte by byte": dripping(withChunks("ffff\r\n"), "x".repeat(1000), 300),
  "stops in the middle of a body": answering(response("half", { "Content-Length": 1000 })),
  "sends an interim answer every 100 ms": onRequest(socket => {
    const timer = setInterval(() => (socket.destroyed ? clearInterval(timer) : socket.write("HTTP/1.1 100 Continue\r\n\r\n")), 100);
  }),
};

export default function (world) {
  const attackOn = async (origin, { path = "/", ...options } = {}) => {
    const site = world.site(origin);
    const outcome = await world.attackUrl(await world.guarded(), site.url + path, options);
    return { site, outcome };
  };

  /** Anything that code can see of an answer, or a failure. */
  const assertBounded = outcome => {
    if (outcome.status === undefined) return assertRefusedOrFailed(outcome);
    assert.ok(outcome.status >= 200 && outcome.status <= 999, `a status of ${outcome.status}`);
  };

  describe("an origin that sends", { concurrency: 8 }, () => {
    for (const [title, bytes] of Object.entries(BROKEN))
      it(`${title} is a failure`, async () => {
        const { outcome, site } = await attackOn(answering(bytes, { close: true }));
        assertFailed(outcome);
        assert.ok(site.arrivals().length <= 2, "a request is repeated at most once, on a new connection");
      });

    for (const [title, bytes] of Object.entries(ODD))
      it(`${title} does no harm`, async () => {
        const { outcome } = await attackOn(answering(bytes, { close: true }));
        assertBounded(outcome);
        for (const port of [80, 443]) assert.deepEqual(world.listeners.acceptsOf("10.9.9.9", port), []);
      });

    it("as many headers as there may be, and not one byte more, is an answer", async () => {
      const withHeaders = total =>
        response("ok", { Connection: "close", "X-Large": Array(Math.floor(total / 1000)).fill("x".repeat(1000 - "X-Large: \r\n".length)) });
      const { outcome } = await attackOn(answering(withHeaders(HEADERS_MAX - 2000), { close: true }));
      assert.equal(outcome.text, "ok", outcome.message);
      assertFailed((await attackOn(answering(withHeaders(HEADERS_MAX + 2000), { close: true }))).outcome);
    });

    it("nine thousand headers costs the code no long time", async () => {
      const lines = Array.from({ length: 9000 }, (_, i) => `${i.toString(36)}:`).join("\r\n");
      const site = world.site(answering(`HTTP/1.1 200 OK\r\nContent-Length: 0\r\n${lines}\r\n\r\n`));
      const answer = await world.attack(await world.guarded(), DRAIN, { domains: [site.host], input: { url: site.url }, timeoutMs: 20000 });
      assert.equal(answer.result?.status, 200, JSON.stringify(answer));
      assert.ok(answer.usage.cpuTimeMs < 1000 * SLOW, `${answer.usage.cpuTimeMs} ms of processor`);
    });

    it("an answer and resets the connection gives the answer, or a failure", async () => {
      const { outcome } = await attackOn(resetting(response("ok")));
      assertBounded(outcome);
      assertFailed((await attackOn(resetting(response("half", { "Content-Length": 10 })))).outcome);
    });

    it("nothing, and closes the door, is a failure", async () => {
      assertFailed((await attackOn(slamming)).outcome);
    });

    it("random bytes does no harm", async () => {
      let seed = 815;
      const random = below => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
      const good = [...Object.values(BROKEN), ...Object.values(ODD)].filter(bytes => bytes.length > 20 && bytes.length < 10000);
      const site = world.site(
        onRequest(socket => {
          const bytes = Buffer.from(good[random(good.length)]);
          for (let n = random(6) + 1; n > 0; n--) bytes[random(bytes.length)] = random(256);
          socket.end(bytes.subarray(0, random(2) ? bytes.length : random(bytes.length)));
        }),
      );
      const code = `${ATTEMPT}
        const all = [];
        for (let i = 0; i < 48; i += 6) all.push(...(await Promise.all(Array.from({ length: 6 }, (_, j) => attempt(input + "/" + (i + j), { redirect: "manual" })))));
        return all;`;
      for (let round = 0; round < 4; round++) {
        const answer = await world.attack(await world.guarded(), code, { domains: [site.host], input: site.url, timeoutMs: 20000 });
        assert.equal(answer.error, undefined);
        assert.equal(answer.result.length, 48);
      }
    });
  });

  // Each on a server of its own, so that it is seen whose flood holds up the others.
  describe("a flood of", { concurrency: 2 }, () => {
    for (const [title, { origin, poured = Infinity, bytes = 0, isPatient, isFine }] of Object.entries(ENDLESS))
      it(`${title} is cut off`, async () => {
        let sent = 0;
        const site = world.site(socket => {
          socket.on("close", () => (sent = taken(socket)));
          origin(socket);
        });
        const answer = await world.attack(await world.serve(), DRAIN, {
          domains: [site.host],
          input: { url: site.url },
          timeoutMs: isPatient ? 1500 : 20000,
        });
        if (answer.errorDetails) assert.ok(isPatient && answer.errorDetails.kind === "timeout", answer.error);
        else {
          if (!isFine) assert.equal(answer.result.name, "TypeError", JSON.stringify(answer.result));
          assert.ok(answer.result.bytes <= bytes, `${answer.result.bytes} bytes`);
        }
        await world.eventually(() => site.arrivals().every(({ isOpen }) => !isOpen), "the connection is closed");
        if (!isPatient) assert.ok(sent < poured, `it took ${sent} bytes`);
      });
  });

  describe("an origin that", { concurrency: 8 }, () => {
    for (const [title, origin] of Object.entries(SLOW_ONES))
      it(`${title} lets the execution end on its deadline, and loses its connection`, async () => {
        const site = world.site(origin);
        const answer = await world.attack(await world.guarded(), FETCH, { domains: [site.host], input: { url: site.url }, timeoutMs: 800 });
        assert.equal(answer.errorDetails?.kind, "timeout", JSON.stringify(answer.result));
        assert.ok(
          answer.usage.wallTimeMs >= 800 && answer.usage.wallTimeMs < 800 + 150 * SLOW,
          `it ended after ${answer.usage.wallTimeMs} ms`,
        );
        assert.equal(answer.usage.fetchCount, 1);
        await world.eventually(() => site.arrivals().every(({ isOpen }) => !isOpen), "the connection is closed");
      });

    it("never reads what is sent to it lets the execution end on its deadline", async () => {
      const site = world.site(socket => socket.on("error", () => {}).pause());
      const code = `await fetch(input, { method: "POST", body: new Uint8Array(8000000) })`;
      const answer = await world.attack(await world.guarded(), code, {
        domains: [site.host],
        input: site.url,
        timeoutMs: 1000,
        memoryLimitBytes: 40000000,
      });
      assert.equal(answer.errorDetails?.kind, "timeout", answer.error);
      assert.ok(answer.usage.bytesSent < KERNEL_MAX);
    });
  });

  describe("a second answer that nobody has asked for", { concurrency: 8 }, () => {
    /** Whatever an origin sends behind its answer: the next request gets its own answer, or a failure. */
    function isNotTaken(title, first) {
      it(`is not taken for the next one's: ${title}`, async () => {
        const site = world.site(answeringInTurn(Buffer.concat([first, response("forged", { "X-Forged": "1" })]), response("true")));
        const code = `${ATTEMPT}
          const first = await attempt(input + "/first");
          await new Promise(resolve => setTimeout(resolve, 50));
          return [first, await attempt(input + "/second"), await attempt(input + "/third")];`;
        const { result } = await world.attack(await world.guarded(), code, { domains: [site.host], input: site.url });
        for (const outcome of result.slice(1)) if (outcome.status !== undefined) assert.notEqual(outcome.text, "forged");
        assert.ok(!result.some(outcome => outcome.headers?.["x-forged"]), JSON.stringify(result));
        assert.notEqual(result[0].text, "forged");
      });
    }

    isNotTaken("behind a body", response("first"));
    isNotTaken("behind an empty body", response(""));
    isNotTaken("behind chunks", withChunks("5\r\nfirst\r\n0\r\n\r\n"));
    isNotTaken("behind a length and chunks", response("5\r\nfirst\r\n0\r\n\r\n", { "Transfer-Encoding": "chunked" }));
    isNotTaken("behind a 204", response("", {}, "204 No Content"));
    isNotTaken("behind a 304", response("", {}, "304 Not Modified"));

    it("is not taken for the next one's: behind the answer to a HEAD", async () => {
      const site = world.site(
        answeringInTurn(Buffer.concat([Buffer.from(head("200 OK", { "Content-Length": 6 })), response("forged")]), response("true")),
      );
      const code = `${ATTEMPT}
        const first = await attempt(input, { method: "HEAD" });
        await new Promise(resolve => setTimeout(resolve, 50));
        return [first, await attempt(input)];`;
      const [first, second] = await world.result(await world.guarded(), code, { domains: [site.host], input: site.url });
      assert.equal(first.text, "");
      assert.equal(second.text, "true", second.message);
    });
  });

  describe("a bomb", { concurrency: 2 }, () => {
    const gigabyte = gzipBomb(1024);
    const bombs = {
      "of gzip, a megabyte that becomes a thousand": () => response(gigabyte, { "Content-Encoding": "gzip" }),
      "of gzip in chunks": () =>
        Buffer.concat([
          Buffer.from(
            `${head("200 OK", { "Content-Encoding": "gzip", "Transfer-Encoding": "chunked" })}${gigabyte.length.toString(16)}\r\n`,
          ),
          gigabyte,
          Buffer.from("\r\n0\r\n\r\n"),
        ]),
      "of brotli": async () => response(await brotliBomb(256), { "Content-Encoding": "br" }),
      "of deflate": () => response(gigabyte.subarray(10), { "Content-Encoding": "deflate" }),
      "of gzip in gzip": () => response(zlib.gzipSync(gigabyte), { "Content-Encoding": "gzip, gzip" }),
    };
    for (const [title, make] of Object.entries(bombs))
      it(`${title}, is cut off at 128 MiB, and costs nobody's memory`, async () => {
        const site = world.site(answering(await make()));
        const server = await world.guarded();
        const assertGrownBelow = watchMemory(server.pid);
        const answer = await world.attack(server, DRAIN, { domains: [site.host], input: { url: site.url }, timeoutMs: 25000 });
        assert.equal(answer.error, undefined);
        assert.equal(answer.result.name, "TypeError", JSON.stringify(answer.result));
        assert.ok(answer.result.bytes <= BODY_MAX, `${answer.result.bytes} bytes`);
        if (!title.includes("in gzip"))
          assert.ok(answer.result.bytes > BODY_MAX / 2, `only ${answer.result.bytes} bytes: ${answer.result.message}`);
        assertGrownBelow(24 * MEGABYTE);
      });

    it("read in one piece fails within the code's own memory", async () => {
      const site = world.site(answering(bombs["of gzip, a megabyte that becomes a thousand"]()));
      const answer = await world.attack(await world.guarded(), "return (await (await fetch(input)).arrayBuffer()).byteLength", {
        domains: [site.host],
        input: site.url,
      });
      assert.equal(answer.errorDetails?.kind, "memory", JSON.stringify(answer));
      await world.eventually(() => site.arrivals().every(({ isOpen }) => !isOpen), "the connection is closed");
    });

    it("that nobody reads stays where it is", async () => {
      const site = world.site(answering(bombs["of gzip, a megabyte that becomes a thousand"]()));
      const server = await world.guarded();
      const assertGrownBelow = watchMemory(server.pid);
      const code = `
        const all = await Promise.all(Array.from({ length: 6 }, () => fetch(input)));
        await new Promise(r => setTimeout(r, 500));
        return all.map(each => each.status)`;
      const answer = await world.attack(server, code, { domains: [site.host], input: site.url });
      assert.deepEqual(answer.result, Array(6).fill(200), answer.error);
      assertGrownBelow(32 * MEGABYTE);
    });
  });

  describe("an origin of HTTP/2 that", { concurrency: 4 }, () => {
    const zeros = bytes => Buffer.alloc(bytes);
    const ok = Buffer.concat([HPACK_STATUS_200, hpackLiteral("x-header", "x")]);
    const flood = (socket, frame) => pour(socket, Buffer.alloc(0), Buffer.concat(Array(50).fill(frame)));
    const cases = {
      "answers is answered by (the others prove something)": [
        ({ send }) => (send(H2.HEADERS, END_HEADERS, ok), send(H2.DATA, END_STREAM, Buffer.from("ok"))),
        "ok",
      ],
      "sends CONTINUATION without end": [
        ({ socket, stream, send }) => (
          send(H2.HEADERS, 0, ok),
          flood(socket, http2Frame(H2.CONTINUATION, 0, stream, hpackLiteral("x", "y".repeat(1000))))
        ),
      ],
      "sends empty CONTINUATION without end": [
        ({ socket, stream, send }) => (send(H2.HEADERS, 0, ok), flood(socket, http2Frame(H2.CONTINUATION, 0, stream))),
      ],
      "sends a bomb of headers": [
        ({ stream, socket, send }) => {
          send(H2.HEADERS, 0, Buffer.concat([HPACK_STATUS_200, hpackIndexed("x", "y".repeat(3900))]));
          for (let i = 0; i < 20; i++)
            socket.write(http2Frame(H2.CONTINUATION, i === 19 ? END_HEADERS : 0, stream, Buffer.alloc(16000, 0xbe)));
        },
      ],
      "sends 100 KB of headers": [
        ({ stream, socket, send }) => {
          send(H2.HEADERS, 0, HPACK_STATUS_200);
          for (let i = 0; i < 10; i++)
            socket.write(http2Frame(H2.CONTINUATION, i === 9 ? END_HEADERS : 0, stream, hpackLiteral(`x${i}`, "y".repeat(10000))));
        },
      ],
      "sends interim answers without end": [
        ({ socket, stream }) => flood(socket, http2Frame(H2.HEADERS, END_HEADERS, stream, hpackLiteral(":status", "103"))),
      ],
      "sends PING without end": [({ socket }) => flood(socket, http2Frame(H2.PING, 0, 0, zeros(8)))],
      "sends SETTINGS without end": [({ socket }) => flood(socket, http2Frame(H2.SETTINGS, 0, 0))],
      "sends WINDOW_UPDATE without end": [({ socket }) => flood(socket, http2Frame(H2.WINDOW_UPDATE, 0, 0, Buffer.from([0, 0, 0, 1])))],
      "sends PRIORITY without end": [
        ({ socket, stream }) => flood(socket, http2Frame(H2.PRIORITY, 0, stream, Buffer.from([0, 0, 0, 0, 1]))),
      ],
      "sends empty DATA without end": [
        ({ socket, stream, send }) => (send(H2.HEADERS, END_HEADERS, ok), flood(socket, http2Frame(H2.DATA, 0, stream))),
      ],
      "sends unknown frames without end": [({ socket }) => flood(socket, http2Frame(99, 0, 0, zeros(1000)))],
      pushes: [
        ({ send, stream }) => {
          send(
            H2.PUSH_PROMISE,
            END_HEADERS,
            Buffer.concat([Buffer.from([0, 0, 0, 2]), Buffer.from([0x82, 0x84, 0x87]), hpackLiteral(":authority", "10.9.9.9")]),
          );
          send(H2.HEADERS, END_HEADERS, ok, 2);
          send(H2.DATA, END_STREAM, Buffer.from("pushed"), 2);
          send(H2.HEADERS, END_HEADERS | END_STREAM, ok, stream);
        },
      ],
      "goes away at once": [({ send, socket }) => (send(H2.GOAWAY, 0, zeros(8), 0), socket.end())],
      "resets the stream": [({ send }) => send(H2.RST_STREAM, 0, Buffer.from([0, 0, 0, 2]))],
      "refuses the stream": [({ send }) => send(H2.RST_STREAM, 0, Buffer.from([0, 0, 0, 7]))],
      "resets in the middle of the body": [
        ({ send }) => (
          send(H2.HEADERS, END_HEADERS, ok),
          send(H2.DATA, 0, Buffer.from("half")),
          send(H2.RST_STREAM, 0, Buffer.from([0, 0, 0, 2]))
        ),
      ],
      "sends DATA for the connection": [({ send }) => send(H2.DATA, 0, Buffer.from("x"), 0)],
      "sends DATA before HEADERS": [({ send }) => send(H2.DATA, 0, Buffer.from("x"))],
      "sends DATA for a stream that nobody has opened": [({ send }) => send(H2.DATA, 0, Buffer.from("x"), 99)],
      "sends DATA beyond every window": [
        ({ socket, stream, send }) => (send(H2.HEADERS, END_HEADERS, ok), flood(socket, http2Frame(H2.DATA, 0, stream, zeros(16384)))),
      ],
      "sends more DATA than it has promised": [
        ({ send }) => (
          send(H2.HEADERS, END_HEADERS, Buffer.concat([ok, hpackLiteral("content-length", "1")])),
          send(H2.DATA, END_STREAM, Buffer.from("more"))
        ),
      ],
      "sends less DATA than it has promised": [
        ({ send }) => (
          send(H2.HEADERS, END_HEADERS, Buffer.concat([ok, hpackLiteral("content-length", "9")])),
          send(H2.DATA, END_STREAM, Buffer.from("less"))
        ),
      ],
      "sends a frame larger than allowed": [
        ({ socket, stream }) => socket.write(http2Frame(H2.HEADERS, END_HEADERS, stream, zeros(100000))),
      ],
      "sends headers that are no HPACK": [({ send }) => send(H2.HEADERS, END_HEADERS, Buffer.alloc(100, 0xff))],
      "sends a number of HPACK without end": [
        ({ send }) => send(H2.HEADERS, END_HEADERS, Buffer.concat([HPACK_STATUS_200, Buffer.alloc(1000, 0xff)])),
      ],
      "sends no status": [({ send }) => send(H2.HEADERS, END_HEADERS | END_STREAM, hpackLiteral("x", "y"))],
      "sends a status of letters": [({ send }) => send(H2.HEADERS, END_HEADERS | END_STREAM, hpackLiteral(":status", "abc"))],
      "sends line ends in headers": [
        ({ send }) =>
          send(
            H2.HEADERS,
            END_HEADERS | END_STREAM,
            Buffer.concat([HPACK_STATUS_200, hpackLiteral("x", "a\r\nSet-Cookie: b"), hpackLiteral("y", "a\0b")]),
          ),
      ],
      "switches protocols": [({ send }) => send(H2.HEADERS, END_HEADERS, hpackLiteral(":status", "101"))],
      "never lets the body be sent": [() => {}, "slow", { method: "POST", body: "x".repeat(100000) }],
      // What RFC 9113, 8.1 allows a server that needs no more of the request; the answer counts.
      "answers before the body has come, and resets the stream": [
        ({ send }) => (
          send(H2.HEADERS, END_HEADERS, ok),
          send(H2.DATA, END_STREAM, Buffer.from("ok")),
          send(H2.RST_STREAM, 0, zeros(4))
        ),
        "ok",
        { method: "PUT", body: "x".repeat(200000) },
      ],
      "answers without a body before the request's has come, and resets the stream": [
        ({ send }) => (send(H2.HEADERS, END_HEADERS | END_STREAM, ok), send(H2.RST_STREAM, 0, zeros(4))),
        "empty",
        { method: "PUT", body: "x".repeat(200000) },
      ],
    };
    for (const [title, [handler, expected, init]] of Object.entries(cases))
      it(`${title} does no harm`, async () => {
        const site = world.site(rawHttp2(world.certificates.good, handler));
        const isFlood = title.includes("without end");
        const server = isFlood ? await world.serve() : await world.guarded();
        const request = {
          domains: [site.host],
          input: { url: site.secureUrl, init },
          timeoutMs: expected === "slow" || isFlood ? 1500 : 5000,
        };
        const answer = await world.attack(server, DRAIN, request);
        if ((expected === "slow" || isFlood) && answer.errorDetails?.kind === "timeout") {
          assert.ok(answer.usage.wallTimeMs < 1500 + 150 * SLOW, `it ended after ${answer.usage.wallTimeMs} ms`);
          return;
        }
        assert.equal(answer.error, undefined, `${site.arrivals().length} connections`);
        const outcome = answer.result;
        if (expected === "ok") assert.equal(outcome.bytes, 2, outcome.message);
        else if (expected === "empty") assert.equal(outcome.bytes, 0, outcome.message);
        else if (outcome.status === undefined) assertRefusedOrFailed(outcome);
        assert.ok((outcome.bytes ?? 0) <= BODY_MAX);
        for (const port of [80, 443]) assert.deepEqual(world.listeners.acceptsOf("10.9.9.9", port), []);
      });

    it("breaks the protocol leaves none of its requests waiting", async () => {
      let requests = 0;
      const breaking = ({ send }) => ++requests >= 4 && send(H2.DATA, 0, Buffer.from("x"), 99);
      const site = world.site(rawHttp2(world.certificates.good, breaking));
      const code = `${ATTEMPT}return await Promise.all(Array.from({ length: 4 }, () => attempt(input)));`;
      const answer = await world.attack(await world.guarded(), code, { domains: [site.host], input: site.secureUrl });
      assert.equal(answer.error, undefined);
      for (const outcome of answer.result) assertFailed(outcome);
    });
  });

  describe("after all this", () => {
    it("the server still does what it did before", async () => {
      const site = world.site(answering(response("ok")));
      assert.equal((await world.get(await world.guarded(), site.url)).text, "ok");
      await sleep(100);
      const { status, running } = await (await world.guarded()).health();
      assert.deepEqual({ status, running }, { status: "ok", running: 0 });
    });
  });
}
