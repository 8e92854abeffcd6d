// SPDX-License-Identifier: MIT
// fetch() at work, with origins that mean well.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, it } from "node:test";
import { execute, sleep, untrusted } from "../support/programs.mjs";
import { friendly, friendlyServer, KINDS } from "./support/friendly.mjs";
import { answering, head, onRequest } from "./support/origin.mjs";
import { assertFailed, ATTEMPT, DRAIN, FETCH, SLOW, watchMemory } from "./support/world.mjs";

const MEGABYTE = 1 << 20;
/** What the kernels, node and the server may hold of a stream that stands still. */
const STANDING_MAX = 16 * MEGABYTE;

/** Code: a stream of so many megabytes, which counts how much of it was asked for. */
const UPLOAD = `
let pulled = 0;
const piece = new Uint8Array(65536).fill(120);
const stream = megabytes => new ReadableStream({
  pull(controller) {
    if (pulled >= megabytes * 1048576) return controller.close();
    pulled += piece.length;
    controller.enqueue(piece.slice());
  },
});
`;

export default function (world) {
  /** A friendly site of some kind; `origin` tells what it was asked, `base` is its URL. */
  function friendlySite(kind = "HTTP/1.1", options = {}) {
    const origin = friendly();
    const site = world.site(friendlyServer(kind, world.certificates.good, origin), options);
    return Object.assign(site, { origin, base: kind === "HTTP/1.1" ? site.url : site.secureUrl });
  }

  const run = async (site, code, request) =>
    world.run(await world.guarded(), code, { domains: [site.host], input: site.base, timeoutMs: 20000, ...request });
  async function result(site, code, request) {
    const response = await run(site, code, request);
    assert.equal(response.error, undefined);
    return response.result;
  }

  for (const kind of KINDS) {
    describe(`over ${kind}`, { concurrency: 4 }, () => {
      const version = kind === "HTTP/2" ? "2.0" : "1.1";

      it("every method arrives, with its body", async () => {
        const site = friendlySite(kind);
        for (const method of ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
          const hasBody = !["GET", "HEAD"].includes(method);
          const code = `
            const r = await fetch(input + "/echo", { method: ${JSON.stringify(method)}, ${hasBody ? 'body: "body"' : ""} });
            return [r.status, await r.text()]`;
          const [code200, text] = await result(site, code);
          assert.equal(code200, 200);
          assert.equal(site.origin.requests.at(-1).method, method);
          if (method === "HEAD") assert.equal(text, "");
          else assert.deepEqual([JSON.parse(text).body, JSON.parse(text).httpVersion], [hasBody ? "body" : "", version]);
        }
        for (const [written, sent] of [
          ["post", "POST"],
          ["Get", "GET"],
        ]) {
          await run(site, `await fetch(input + "/echo", { method: ${JSON.stringify(written)} })`);
          assert.equal(site.origin.requests.at(-1).method, sent);
        }
      });

      it("headers come and go as they are", async () => {
        const site = friendlySite(kind);
        const sent = await result(
          site,
          `return await (await fetch(input + "/echo", { headers: [["X-A", "1"], ["x-b", " two "], ["X-A", "3"], ["X-Latin", "\\u00e9"]] })).json()`,
        );
        assert.equal(sent.headers["x-a"], "1, 3");
        assert.equal(sent.headers["x-b"], "two");
        assert.equal(sent.headers["x-latin"], "\u00e9");
        const got = await result(
          site,
          `
          const r = await fetch(input + "/headers");
          return { all: [...r.headers], cookies: r.headers.getSetCookie(), many: r.headers.get("x-many"), type: r.type, ok: r.ok, statusText: r.statusText }`,
        );
        assert.equal(got.many, "a, b");
        assert.deepEqual(got.cookies, ["a=1", "b=2"]);
        assert.deepEqual(
          got.all.find(([name]) => name === "x-one"),
          ["x-one", "1"],
        );
        assert.deepEqual(
          got.all.find(([name]) => name === "x-empty"),
          ["x-empty", ""],
        );
        assert.equal(got.all.find(([name]) => name === "x-latin")?.[1], "\u00e9");
        assert.equal(got.ok, true);
        assert.ok(got.all.every(([name]) => name === name.toLowerCase() && !name.startsWith(":")));
        assert.equal(got.statusText, kind === "HTTP/2" ? "" : "OK");
      });

      it("each status is the code's to see", async () => {
        const site = friendlySite(kind);
        const statuses = [200, 201, 202, 204, 205, 400, 401, 403, 404, 405, 409, 418, 429, 500, 502, 503, 504];
        const got = await result(
          site,
          `
          const all = [];
          for (const s of ${JSON.stringify(statuses)}) { const r = await fetch(input + "/status/" + s); all.push([r.status, r.ok, await r.text()]); } return all`,
        );
        assert.deepEqual(
          got,
          statuses.map(s => [s, s < 300, [204, 205].includes(s) ? "" : `status ${s}`]),
        );
      });

      it("each kind of body arrives with its type", async () => {
        const site = friendlySite(kind);
        const bodies = [
          ['"text \\u20ac"', "text \u20ac", "text/plain;charset=UTF-8"],
          ["new URLSearchParams({ a: '1 2', b: '&' })", "a=1+2&b=%26", "application/x-www-form-urlencoded;charset=UTF-8"],
          ["new Uint8Array([97, 98, 99])", "abc", undefined],
          ["new Uint8Array([97, 98, 99]).buffer", "abc", undefined],
          ["new DataView(new Uint8Array([97, 98, 99]).buffer, 1)", "bc", undefined],
          ["new Blob(['a', 'b'], { type: 'text/x' })", "ab", "text/x"],
          ["''", "", "text/plain;charset=UTF-8"],
        ];
        for (const [expression, text, type] of bodies) {
          const got = await result(site, `return await (await fetch(input + "/echo", { method: "POST", body: ${expression} })).json()`);
          assert.equal(got.body, text, expression);
          assert.equal(got.headers["content-type"], type, expression);
          const length = kind === "HTTP/2" && text === "" ? undefined : `${Buffer.byteLength(text)}`;
          assert.ok([length, `${Buffer.byteLength(text)}`].includes(got.headers["content-length"]), expression);
          assert.equal(got.headers["transfer-encoding"], undefined);
        }
        const form = await result(
          site,
          `
          const form = new FormData();
          form.append("a", "1");
          form.append("f", new Blob(["file"], { type: "text/x" }), "n.txt");
          return await (await fetch(input + "/echo", { method: "POST", body: form })).json()`,
        );
        assert.match(form.headers["content-type"], /^multipart\/form-data; ?boundary=/);
        assert.match(form.body, /name="a"\r\n\r\n1\r\n[^]*name="f"; filename="n\.txt"\r\nContent-Type: text\/x\r\n\r\nfile\r\n/);
        const empty = await result(site, `return await (await fetch(input + "/echo", { method: "POST" })).json()`);
        if (kind !== "HTTP/2") assert.equal(empty.headers["content-length"], "0");
      });

      it("a body of megabytes goes up whole, without a pause for leave to send it", async () => {
        const site = friendlySite(kind);
        const code = `
          const body = new Uint8Array(5000000);
          for (let i = 0; i < body.length; i++) body[i] = i * 7;
          const start = performance.now();
          const got = await (await fetch(input + "/sink", { method: "POST", body })).json();
          return { ...got, ms: performance.now() - start }`;
        const got = await result(site, code, { memoryLimitBytes: 30000000 });
        const expected = createHash("sha256")
          .update(Buffer.from(Array.from({ length: 5000000 }, (_, i) => i * 7)))
          .digest("hex");
        assert.deepEqual([got.bytes, got.sha256], [5000000, expected]);
        assert.ok(got.ms < 900 * SLOW, `${got.ms} ms`);
        assert.equal(site.origin.requests[0].headers.expect, undefined);
      });

      it("a body of megabytes comes down whole", async () => {
        const site = friendlySite(kind);
        for (const route of ["bytes", "bytes-of-length"]) {
          const got = await result(
            site,
            `
            const text = await (await fetch(input + "/${route}/5000001")).text();
            return [text.length, text === "x".repeat(text.length)]`,
            { memoryLimitBytes: 40000000 },
          );
          assert.deepEqual(got, [5000001, true]);
        }
      });

      it("codings are undone, and asked for", async () => {
        const site = friendlySite(kind);
        for (const coding of ["gzip", "deflate", "deflate-raw", "br"]) {
          const got = await result(
            site,
            `
            const r = await fetch(input + "/coded/${coding}/100000");
            const text = await r.text();
            return [text.length, text === "0123456789".repeat(10000)]`,
          );
          assert.deepEqual(got, [100000, true], coding);
        }
        const accepted = site.origin.requests[0].headers["accept-encoding"];
        for (const coding of ["gzip", "deflate", "br"]) assert.match(accepted, new RegExp(`\\b${coding}\\b`));
        assert.equal(await result(site, `return (await fetch(input + "/coded/gzip", { method: "HEAD" })).status`), 200);
      });

      it("one request after the other uses one connection", async () => {
        const site = friendlySite(kind);
        const got = await result(
          site,
          `
          const all = [];
          for (let i = 0; i < 20; i++) all.push(await (await fetch(input + "/status/200")).text());
          return all.length`,
        );
        assert.equal(got, 20);
        assert.equal(site.arrivals().length, 1);
        assert.equal(site.origin.connections.size, 1);
      });

      it("a body is read piece by piece, as it comes", async () => {
        const site = friendlySite(kind);
        const code = `
          const start = performance.now();
          const times = [];
          const r = await fetch(input + "/drip/5/100");
          let text = "";
          for await (const chunk of r.body) { times.push(performance.now() - start); text += new TextDecoder().decode(chunk); } return { times, text }`;
        const { times, text } = await result(site, code);
        assert.equal(text, [4, 3, 2, 1, 0].map(n => `data: ${n}\n\n`).join(""));
        assert.ok(times.length === 5 && times[4] - times[0] > 300, `${times}`);
      });

      it("100 MB are read piece by piece within 10 MB, and the server does not hold them", async () => {
        const site = friendlySite(kind);
        const server = await world.serve();
        await world.get(server, `${site.base}/status/200`);
        const assertGrownBelow = watchMemory(server.pid);
        const answer = await world.attack(server, DRAIN, {
          domains: [site.host],
          input: { url: `${site.base}/bytes/100000000` },
          timeoutMs: 25000,
          memoryLimitBytes: 10000000,
        });
        assert.equal(answer.result?.bytes, 100000000, JSON.stringify(answer));
        assertGrownBelow(16 * MEGABYTE);
        assert.ok(answer.usage.bytesReceived >= 100000000 && answer.usage.bytesReceived < 102000000, `${answer.usage.bytesReceived}`);
      });

      it("a reader who pauses stops the origin, and one who goes on gets the rest", async () => {
        const site = friendlySite(kind);
        const running = run(
          site,
          `
          const r = await fetch(input + "/bytes/60000000");
          const reader = r.body.getReader();
          let bytes = (await reader.read()).value.length;
          await new Promise(r => setTimeout(r, 2500));
          for (;;) { const { done, value } = await reader.read(); if (done) return bytes; bytes += value.length; }`,
        );
        const state = await world.eventually(() => site.origin.requests[0], "it is asked");
        await sleep(800);
        const first = state.written;
        await sleep(400);
        assert.equal(state.written, first, "the origin goes on writing");
        assert.ok(first < STANDING_MAX, `it wrote ${first} bytes`);
        assert.equal((await running).result, 60000000);
      });

      it("a stream goes up, and waits for an origin that does not read", async () => {
        const site = friendlySite(kind);
        const code = `${UPLOAD}
          const sending = fetch(input + "/slow-sink/1000", { method: "POST", body: stream(24), duplex: "half" });
          await new Promise(r => setTimeout(r, 700));
          const early = pulled;
          const got = await (await sending).json();
          return { early, pulled, bytes: got.bytes }`;
        const { early, pulled, bytes } = await result(site, code);
        assert.equal(bytes, 24 * MEGABYTE);
        assert.equal(pulled, 24 * MEGABYTE);
        assert.ok(early < STANDING_MAX, `${early} bytes had gone`);
      });

      it("a request that is given up is over for the origin, too", async () => {
        const site = friendlySite(kind);
        const outcomes = await result(
          site,
          `
          const names = [];
          const control = new AbortController();
          const hanging = fetch(input + "/hang", { signal: control.signal }).catch(error => names.push(error.name));
          await new Promise(r => setTimeout(r, 1000));
          control.abort();
          await hanging;
          await fetch(input + "/hang", { signal: AbortSignal.timeout(1000) }).catch(error => names.push(error.name));
          const body = (await fetch(input + "/bytes/100000000")).body;
          await body.cancel();
          const other = new AbortController();
          const response = await fetch(input + "/bytes/100000000", { signal: other.signal });
          other.abort();
          await response.text().catch(error => names.push(error.name));
          await fetch(input + "/hang", { signal: AbortSignal.abort() }).catch(error => names.push(error.name));
          await new Promise(r => setTimeout(r, 300));
          return names`,
        );
        assert.deepEqual(outcomes, ["AbortError", "TimeoutError", "AbortError", "AbortError"]);
        assert.equal(site.origin.requests.length, 4);
        await world.eventually(() => site.origin.requests.every(({ isClosed }) => isClosed), "all are over");
        for (const { written = 0 } of site.origin.requests) assert.ok(written < STANDING_MAX);
      });

      it("the execution's account is right", async () => {
        const site = friendlySite(kind);
        const { usage, result: value } = await run(
          site,
          `
          const r = await fetch(input + "/echo", { method: "POST", body: "x".repeat(50000) });
          await r.text();
          await (await fetch(input + "/bytes/70000")).text();
          await (await fetch(input + "/slow/500")).text();
          return "done"`,
        );
        assert.equal(value, "done");
        assert.equal(usage.fetchCount, 3);
        assert.ok(usage.bytesSent >= 50000 && usage.bytesSent < 55000, `${usage.bytesSent} bytes sent`);
        assert.ok(usage.bytesReceived >= 120000 && usage.bytesReceived < 127000, `${usage.bytesReceived} bytes received`);
        assert.ok(usage.wallTimeMs >= 500);
        assert.ok(usage.cpuTimeMs < 150 * SLOW, `waiting took ${usage.cpuTimeMs} ms of processor`);
      });
    });
  }

  describe("HTTP/2", { concurrency: 4 }, () => {
    it("takes requests at a time over one connection", async () => {
      const site = friendlySite("HTTP/2");
      const code = `
        await (await fetch(input + "/status/200")).text();
        return await Promise.all(Array.from({ length: 12 }, (_, i) => fetch(input + "/slow/" + (100 + i)).then(r => r.text())))`;
      assert.equal((await result(site, code)).length, 12);
      assert.equal(site.origin.mostAtATime, 6);
      assert.equal(site.origin.connections.size, 1);
    });

    it("takes requests that begin together over one connection, too", async () => {
      const site = friendlySite("HTTP/2");
      await result(site, `await Promise.all(Array.from({ length: 6 }, (_, i) => fetch(input + "/slow/100").then(r => r.text())))`);
      assert.equal(site.origin.connections.size, 1);
    });

    it("has no stream block another when it is not read", async () => {
      const site = friendlySite("HTTP/2");
      const code = `
        const unread = await fetch(input + "/bytes/30000000");
        await new Promise(r => setTimeout(r, 300));
        const start = performance.now();
        const text = await (await fetch(input + "/bytes/1000000")).text();
        const ms = performance.now() - start;
        let rest = 0;
        for await (const chunk of unread.body) rest += chunk.length;
        return { length: text.length, ms, rest }`;
      const { length, ms, rest } = await result(site, code);
      assert.equal(length, 1000000);
      assert.equal(rest, 30000000);
      assert.ok(ms < 500 * SLOW, `${ms} ms`);
      assert.equal(site.origin.connections.size, 1);
    });

    it("goes on after one of its streams was given up", async () => {
      const site = friendlySite("HTTP/2");
      const code = `
        await (await fetch(input + "/bytes/50000000")).body.cancel();
        const c = new AbortController();
        const hung = fetch(input + "/hang", { signal: c.signal }).catch(() => {});
        setTimeout(() => c.abort(), 50);
        await hung;
        return await (await fetch(input + "/status/200")).text()`;
      assert.equal(await result(site, code), "status 200");
    });
  });

  describe("at a time", { concurrency: 4 }, () => {
    it("six are asked, and the others wait", async () => {
      const site = friendlySite();
      const got = await result(
        site,
        `return (await Promise.all(Array.from({ length: 18 }, () => fetch(input + "/slow/100").then(r => r.text())))).length`,
      );
      assert.equal(got, 18);
      assert.equal(site.origin.mostAtATime, 6);
      assert.ok(site.arrivals().length <= 6);
    });

    it("a slow one holds up no fast ones", async () => {
      const site = friendlySite();
      const code = `
        const slow = fetch(input + "/slow/800").then(r => r.text());
        const start = performance.now();
        for (let i = 0; i < 5; i++) await (await fetch(input + "/status/200")).text();
        const ms = performance.now() - start;
        await slow;
        return ms`;
      assert.ok((await result(site, code)) < 500 * SLOW);
    });

    it("a connection that the origin has closed is made anew", async () => {
      const site = world.site(onRequest(socket => socket.end(`${head("200 OK", { "Content-Length": 2 })}ok`)));
      const code = `${ATTEMPT}
        const all = [];
        for (let i = 0; i < 5; i++) { all.push((await attempt(input)).text); await new Promise(r => setTimeout(r, 30)); } return all`;
      assert.deepEqual(await result(site, code, { input: site.url }), Array(5).fill("ok"));
      assert.equal(site.arrivals().length, 5);
    });
  });

  describe("time", { concurrency: 8 }, () => {
    it("spent waiting ends an execution on its deadline, and the message says how far it got", async () => {
      const site = friendlySite();
      const answer = await run(site, `console.log("asked"); await fetch(input + "/hang")`, { timeoutMs: 500 });
      assert.equal(answer.errorDetails.kind, "timeout");
      assert.deepEqual(answer.consoleOutput, ["[log] asked"]);
      assert.ok(answer.usage.wallTimeMs >= 500 && answer.usage.wallTimeMs < 500 + 100 * SLOW, `${answer.usage.wallTimeMs} ms`);
      assert.equal(answer.usage.fetchCount, 1);
      assert.ok(answer.usage.cpuTimeMs < 100 * SLOW);
    });

    it("goes on for timers while a request is under way", async () => {
      const site = friendlySite();
      const ticks = await result(
        site,
        `
        let ticks = 0;
        const timer = setInterval(() => ticks++, 20);
        await (await fetch(input + "/slow/500")).text();
        clearInterval(timer);
        return ticks`,
      );
      assert.ok(ticks >= 10 / SLOW && ticks <= 26, `${ticks} ticks`);
    });

    it("of a request to a server near by is short", async () => {
      const site = friendlySite();
      const ms = await result(
        site,
        `
        await (await fetch(input + "/status/200")).text();
        const start = performance.now();
        for (let i = 0; i < 20; i++) await (await fetch(input + "/status/200")).text();
        return (performance.now() - start) / 20`,
      );
      assert.ok(ms < 20 * SLOW, `${ms} ms for each`);
    });
  });

  describe("an origin of IPv6", { concurrency: 4 }, () => {
    it("is reached by its name and, where the deployer allows it, by its address", async () => {
      const site = friendlySite("HTTP/1.1", { address: "2606:4700::1111" });
      assert.equal(await result(site, `return await (await fetch(input + "/status/200")).text()`), "status 200");
      const byAddress = await world.serve(["--allow-address", "2606:4700::1111/128"]);
      const got = await world.get(byAddress, "http://[2606:4700::1111]/echo");
      assert.equal(JSON.parse(got.text ?? "null")?.headers.host, "[2606:4700::1111]", got.message);
    });

    it("is given up for IPv4 when nobody is there", async () => {
      const site = friendlySite();
      world.dns.set(site.host, { A: [site.address], AAAA: ["2606:4700::6666"] });
      world.listeners.put("2606:4700::6666", socket => socket.resetAndDestroy?.() ?? socket.destroy());
      const outcome = await world.get(await world.guarded(), `${site.url}/status/200`);
      // Somebody is there and slams the door: the other address may be tried, and need not be.
      if (outcome.status === undefined) assertFailed(outcome);
    });
  });

  describe("the command line", { concurrency: 4 }, () => {
    const cli = (site, args, options) =>
      execute(
        untrusted,
        [
          "run",
          "--dns-server",
          world.dns.endpoint,
          "--ca-file",
          world.certificates.authority.file,
          "--allow",
          site.host,
          "--input",
          JSON.stringify(site.base),
          ...args,
        ],
        options,
      );

    it("fetches with --allow, and fails without", async () => {
      const site = friendlySite("HTTP/2");
      const code = `return await (await fetch(input + "/status/200")).text()`;
      const { status: exit, stdout, stderr } = await cli(site, ["-e", code]);
      assert.equal(stdout, '"status 200"\n', stderr);
      assert.equal(exit, 0);
      const without = await execute(untrusted, [
        "run",
        "--dns-server",
        world.dns.endpoint,
        "--input",
        JSON.stringify(site.base),
        "-e",
        code,
      ]);
      assert.equal(without.status, 1);
      assert.match(without.stderr, /fetch to \S+ refused: host "\S+" is not in allowedDomains/);
      assert.equal(site.origin.requests.length, 1);
    });

    it("closes its connections when it is interrupted", async () => {
      const site = friendlySite();
      const running = cli(site, ["--timeout", "20s", "-e", `await fetch(input + "/hang")`], {
        onStart: child => world.eventually(() => site.origin.requests.length, "it is asked").then(() => child.kill("SIGINT")),
      });
      assert.equal((await running).status, 130);
      await world.eventually(() => site.arrivals().every(({ isOpen }) => !isOpen), "the connection is closed");
    });
  });

  describe("a mistake of the deployer", { concurrency: 4 }, () => {
    for (const args of [
      ["--allow-address", "10.0.0.0/33"],
      ["--allow-address", "x"],
      ["--allow-address", "10.0.0.1/8"],
      ["--allow-port", "0"],
      ["--allow-port", "65536"],
      ["--allow-port", "http"],
      ["--dns-server", "x:y"],
      ["--dns-server", "127.0.0.1:99999"],
      ["--fetches", "-1"],
      ["--fetches-at-once", "x"],
      ["--outer-allowlist", "/no/such/file"],
      ["--audit-log", "/no/such/folder/file"],
    ])
      it(`stops the start: ${args.join(" ")}`, async () => {
        const { status, stderr } = await execute(untrusted, ["serve", "--listen", "127.0.0.1:0", ...args], { timeout: 5000 * SLOW });
        assert.match(stderr, new RegExp(`${args[0]}.*\\S`));
        assert.ok(status > 0, `exit status ${status}`);
      });
  });

  describe("an answer that comes before the whole request has gone", { concurrency: 4 }, () => {
    for (const [title, afterwards] of [
      ["and then the end", socket => socket.end()],
      ["and nothing more", socket => socket.pause()],
      ["while the rest is read", () => {}],
    ])
      it(`${title} is the code's, or a failure, and soon`, async () => {
        const site = world.site(socket => {
          socket.on("error", () => {}).on("end", () => socket.end());
          socket.once("data", () => {
            socket.write(`${head("413 Content Too Large", { "Content-Length": 8, Connection: "close" })}too much`);
            afterwards(socket);
            if (!socket.isPaused()) socket.resume();
          });
        });
        const code = `${UPLOAD}${ATTEMPT}return await attempt(input, { method: "POST", body: stream(24), duplex: "half" })`;
        const outcome = await result(site, code, { input: site.url, timeoutMs: 5000 });
        if (outcome.status === undefined) assertFailed(outcome);
        else assert.deepEqual([outcome.status, outcome.text], [413, "too much"]);
      });
  });

  describe("an empty answer", () => {
    it("with a coding is an answer", async () => {
      for (const status of ["204 No Content", "304 Not Modified"]) {
        const site = world.site(answering(Buffer.from(head(status, { "Content-Encoding": "gzip" }))));
        const outcome = await world.get(await world.guarded(), site.url);
        assert.equal(outcome.status, Number(status.slice(0, 3)), outcome.message);
      }
    });

    it("to many requests in a row is an answer each", async () => {
      const site = world.site(answering(Buffer.from(head("204 No Content"))));
      const code = `${ATTEMPT}const all = []; for (let i = 0; i < 10; i++) all.push((await attempt(input)).status); return all`;
      assert.deepEqual(await result(site, code, { input: site.url }), Array(10).fill(204));
      assert.equal(site.arrivals().length, 1);
      assert.equal((await world.result(await world.guarded(), FETCH, { domains: [site.host], input: { url: site.url } })).status, 204);
    });
  });
}
