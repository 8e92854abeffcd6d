// SPDX-License-Identifier: MIT
// What one execution does on the network is no other's: connections, cookies, caps; and what code may not say itself.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, renameSync, statSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { describe, it } from "node:test";
import { INVOKE } from "../support/http.mjs";
import { sleep } from "../support/programs.mjs";
import { answering, onRequest, pouring, response, silent } from "./support/origin.mjs";
import { assertRefused, ATTEMPT, FETCH, SLOW } from "./support/world.mjs";

export default function (world) {
  function recording(answer = response("ok")) {
    const requests = [];
    const site = world.site(
      onRequest((socket, request) => {
        requests.push({ ...request, connection: socket.remotePort });
        socket.write(typeof answer === "function" ? answer(request) : answer);
      }),
    );
    return Object.assign(site, { requests });
  }

  const allClosed = site => world.eventually(() => site.arrivals().every(({ isOpen }) => !isOpen), "its connections are closed");

  describe("two executions", { concurrency: 8 }, () => {
    it("never share a connection, one after the other or side by side", async () => {
      const site = recording();
      const guarded = await world.guarded();
      const code = `${ATTEMPT}for (let i = 0; i < 3; i++) await attempt(input.url + "/" + input.who); return true`;
      const who = n => world.result(guarded, code, { domains: [site.host], input: { url: site.url, who: n } });
      await who(0);
      await who(1);
      await Promise.all([2, 3, 4, 5, 6, 7].map(who));
      const users = new Map();
      for (const { path, connection } of site.requests) users.set(connection, (users.get(connection) ?? new Set()).add(path));
      assert.equal(site.requests.length, 24);
      for (const paths of users.values()) assert.equal(paths.size, 1);
    });

    it("never share a connection of HTTP/2 or a session of TLS", async () => {
      const { default: http2 } = await import("node:http2");
      const sessions = new Map();
      const server = http2.createSecureServer({ ...world.certificates.good, allowHTTP1: true }, (request, response) => {
        const { socket } = request.stream.session;
        sessions.set(request.stream.session, [...(sessions.get(request.stream.session) ?? []), request.url]);
        response.end(`${socket.isSessionReused?.() ?? false}`);
      });
      const site = world.site(server);
      const guarded = await world.guarded();
      const answers = [];
      for (const who of [1, 2, 3]) answers.push(await world.get(guarded, `${site.secureUrl}/${who}`));
      assert.deepEqual(
        answers.map(answer => answer.text ?? answer.message),
        ["false", "false", "false"],
        "a session ticket would tell the origin that these are of one server",
      );
      assert.equal(sessions.size, 3);
    });

    it("do not see each other's cookies, nor one execution its own", async () => {
      const site = recording(response("ok", { "Set-Cookie": "name=value; Path=/" }));
      const guarded = await world.guarded();
      const code = `${ATTEMPT}const all = []; for (let i = 0; i < 3; i++) all.push(await attempt(input)); return all;`;
      for (let i = 0; i < 2; i++) await world.result(guarded, code, { domains: [site.host], input: site.url });
      assert.equal(site.requests.length, 6);
      assert.deepEqual(
        site.requests.filter(({ headers }) => "cookie" in headers),
        [],
      );
    });

    it("have each their own cap of requests at a time", async () => {
      let now = 0;
      let most = 0;
      const site = world.site(
        onRequest(socket => {
          most = Math.max(most, ++now);
          setTimeout(() => (now--, socket.write(response("ok"))), 200);
        }),
      );
      const guarded = await world.guarded();
      const code = `await Promise.all(Array.from({ length: 12 }, () => fetch(input).then(r => r.text()))); return true`;
      await Promise.all([1, 2, 3].map(() => world.result(guarded, code, { domains: [site.host], input: site.url })));
      assert.ok(most > 6 && most <= 18, `${most} at a time`);
    });

    it("that pull as much as they can leave time for a third one", async () => {
      const site = world.site(pouring("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", Buffer.alloc(65536)));
      const server = await world.serve();
      const greedy = `
        const responses = await Promise.all(Array.from({ length: 6 }, () => fetch(input)));
        await Promise.all(responses.map(async ({ body }) => { const reader = body.getReader(); try { while (!(await reader.read()).done); } catch {} }));
        return true`;
      const answers = await Promise.all(
        [1, 2].map(() => world.attack(server, greedy, { domains: [site.host], input: site.url, timeoutMs: 2500 })),
      );
      for (const answer of answers) assert.ok(answer.success || answer.errorDetails.kind === "timeout", answer.error);
    });
  });

  describe("executions that wait for what never comes", { concurrency: 2 }, () => {
    const code = "await Promise.all(Array.from({ length: 6 }, (_, i) => fetch(input.replace('*', i)).catch(() => {})))";

    /** Twenty executions wait; the fetch of another one does not. */
    async function assertOthersGoOn(domain, url) {
      const server = await world.serve();
      const site = recording();
      const waiting = Array.from({ length: 20 }, () => world.run(server, code, { domains: [domain], input: url, timeoutMs: 2500 }));
      await sleep(300);
      for (let i = 0; i < 5; i++) {
        const start = performance.now();
        assert.equal((await world.get(server, site.url)).text, "ok");
        const ms = performance.now() - start;
        assert.ok(ms < 500 * SLOW, `a fetch beside them took ${Math.round(ms)} ms`);
      }
      for (const answer of await Promise.all(waiting)) assert.equal(answer.errorDetails?.kind, "timeout");
    }

    it("from a name server leave the others theirs", async () => {
      for (let i = 0; i < 6; i++) world.dns.set(`w${i}.waiting.test`, { isSilent: true });
      await assertOthersGoOn("waiting.test", "http://w*.waiting.test/");
    });

    it("from an origin leave the others theirs", async () => {
      const site = world.site(silent);
      await assertOthersGoOn(site.host, `${site.url}/*`);
    });
  });

  describe("an execution that ends", { concurrency: 8 }, () => {
    const code = "fetch(input).catch(() => {}); fetch(input).then(r => r.text()); await new Promise(r => setTimeout(r, 300));";

    it("by itself, with requests under way, closes their connections", async () => {
      const site = world.site(silent);
      const answer = await world.attack(await world.guarded(), `${code} return "done"`, { domains: [site.host], input: site.url });
      assert.equal(answer.result, "done");
      assert.equal(answer.usage.fetchCount, 2);
      assert.equal(site.arrivals().length, 2);
      await allClosed(site);
    });

    it("by an error closes its connections", async () => {
      const site = world.site(silent);
      const answer = await world.run(await world.guarded(), `${code} throw new Error("x")`, { domains: [site.host], input: site.url });
      assert.match(answer.error, /x/);
      await allClosed(site);
    });

    it("by its deadline closes its connections, also if it computes without end", async () => {
      for (const rest of ["await new Promise(() => {})", "for (;;);"]) {
        const site = world.site(pouring("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", Buffer.alloc(65536)));
        const answer = await world.attack(
          await world.guarded(),
          `
          const r = await fetch(input);
          ${rest}`,
          { domains: [site.host], input: site.url, timeoutMs: 700 },
        );
        assert.equal(answer.errorDetails?.kind, "timeout", JSON.stringify(answer));
        await allClosed(site);
      }
    });

    it("by running out of memory closes its connections", async () => {
      const site = world.site(pouring("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", Buffer.alloc(65536)));
      const answer = await world.attack(await world.guarded(), "return await (await fetch(input)).text()", {
        domains: [site.host],
        input: site.url,
        timeoutMs: 10000,
      });
      assert.equal(answer.errorDetails?.kind, "memory", JSON.stringify(answer));
      await allClosed(site);
    });

    it("because its caller has gone away closes its connections", async () => {
      const site = world.site(silent);
      const server = await world.guarded();
      const outgoing = httpRequest({ host: "127.0.0.1", port: server.port, method: "POST", path: INVOKE, agent: false });
      outgoing.on("error", () => {});
      outgoing.end(JSON.stringify({ code: "await fetch(input)", allowedDomains: [site.host], input: site.url, timeoutMs: 20000 }));
      await world.eventually(() => site.arrivals().length === 1, "it is asked");
      outgoing.destroy();
      await allClosed(site);
    });

    it("because its cell was killed closes its connections", async () => {
      const { cellsOf } = await import("../support/processes.mjs");
      const site = world.site(silent);
      const server = await world.serve(["--concurrency", "1"]);
      const running = world.run(server, "await fetch(input)", { domains: [site.host], input: site.url, timeoutMs: 20000 });
      await world.eventually(() => site.arrivals().length === 1, "it is asked");
      for (const cell of cellsOf(server.pid)) process.kill(cell.pid, "SIGKILL");
      const answer = await running;
      assert.equal(answer.errorDetails?.kind, "internal");
      await allClosed(site);
      assert.equal((await world.get(server, world.site(answering(response("ok"))).url)).text, "ok");
    });
  });

  describe("the cap", { concurrency: 8 }, () => {
    it("of requests of one execution is 50: the next is refused", async () => {
      const site = recording();
      const code = `${ATTEMPT}const all = []; for (let i = 0; i < 53; i++) all.push(await attempt(input)); return all;`;
      const answer = await world.attack(await world.guarded(), code, { domains: [site.host], input: site.url });
      const { result, usage } = answer;
      assert.deepEqual(
        result.slice(0, 50).map(({ text }) => text),
        Array(50).fill("ok"),
      );
      result.slice(50).forEach(outcome => assertRefused(outcome));
      assert.equal(site.requests.length, 50);
      assert.equal(usage.fetchCount, 50);
      assert.equal(site.arrivals().length, 1);
    });

    it("holds for requests that all start at once", async () => {
      const site = recording();
      const code = `${ATTEMPT}return await Promise.all(Array.from({ length: 500 }, () => attempt(input)))`;
      const { result } = await world.attack(await world.guarded(), code, { domains: [site.host], input: site.url, timeoutMs: 20000 });
      assert.equal(result.filter(({ text }) => text === "ok").length, 50);
      result.filter(({ status }) => !status).forEach(outcome => assertRefused(outcome));
      assert.equal(site.requests.length, 50);
    });

    it("is what --fetches says", async () => {
      const site = recording();
      const server = await world.serve(["--fetches", "3"]);
      const code = `${ATTEMPT}const all = []; for (let i = 0; i < 5; i++) all.push((await attempt(input)).status); return all;`;
      assert.deepEqual(await world.result(server, code, { domains: [site.host], input: site.url }), [200, 200, 200, null, null]);
      assert.equal(site.requests.length, 3);
    });

    for (const [atATime, args] of [
      [6, []],
      [2, ["--fetches-at-once", "2"]],
      [1, ["--fetches-at-once", "1"]],
    ])
      it(`of requests at a time is ${atATime}${args.length ? " where the deployer says so" : ""}: others wait`, async () => {
        let now = 0;
        let most = 0;
        const site = world.site(
          onRequest((socket, { path }) => {
            most = Math.max(most, ++now);
            setTimeout(() => (now--, socket.write(response(path))), 60);
          }),
        );
        const server = args.length ? await world.serve(args) : await world.guarded();
        const code = `return await Promise.all(Array.from({ length: 13 }, (_, i) => fetch(input + "/" + i).then(r => r.text())))`;
        const result = await world.result(server, code, { domains: [site.host], input: site.url });
        assert.deepEqual(
          result,
          Array.from({ length: 13 }, (_, i) => `/${i}`),
        );
        assert.equal(most, atATime);
        assert.ok(site.arrivals().length <= atATime);
      });

    it("of requests at a time counts those whose body is not read yet", async () => {
      const site = world.site(pouring("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", Buffer.alloc(65536)));
      const code = `
        const all = [];
        for (let i = 0; i < 7; i++) fetch(input).then(r => all.push(r));
        await new Promise(r => setTimeout(r, 500));
        return all.length`;
      const answer = await world.attack(await world.guarded(), code, { domains: [site.host], input: site.url });
      assert.equal(answer.result, 6, answer.error);
      assert.equal(site.arrivals().length, 6);
    });

    it("of requests at a time lets one go when another is given up", async () => {
      const site = world.site(onRequest((socket, { path }) => path === "/fast" && socket.write(response("fast"))));
      const code = `
        const control = new AbortController();
        for (let i = 0; i < 6; i++) fetch(input + "/slow", { signal: control.signal }).catch(() => {});
        setTimeout(() => control.abort(), 100);
        return await (await fetch(input + "/fast")).text()`;
      assert.equal(await world.result(await world.guarded(), code, { domains: [site.host], input: site.url }), "fast");
    });
  });

  describe("a request header", { concurrency: 8 }, () => {
    /** The code may try; the origin sees one honest request, or none. */
    async function headOf(init, { isAnswered } = {}) {
      const site = recording();
      const outcome = await world.attackUrl(await world.guarded(), `${site.url}/path`, { init });
      if (outcome.status === undefined) assert.equal(outcome.name, "TypeError", JSON.stringify(outcome));
      else assert.equal(site.requests.length, 1);
      if (isAnswered) assert.equal(outcome.status, 200, outcome.message);
      for (const { text, method, headers } of site.requests) {
        assert.equal(text.split("\r\n").filter(line => /^host:/i.test(line)).length, 1);
        assert.equal(headers.host, site.host);
        assert.match(text, new RegExp(`^${method} /path HTTP/1\\.1\r\n`));
        assert.doesNotMatch(text, /smuggled/i);
      }
      return site.requests[0];
    }

    it("cannot hold a line end or a NUL", async () => {
      for (const value of [
        "a\r\nX-Smuggled: 1",
        "a\nX-Smuggled: 1",
        "a\rX-Smuggled: 1",
        "a\0smuggled",
        "a\r\n\r\nGET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n",
      ])
        await headOf({ headers: { "X-Header": value } });
    });

    it("cannot have a name that is none", async () => {
      for (const name of ["X Smuggled", "X:Smuggled", "X\r\nSmuggled", "", ":smuggled", "X\0Smuggled", "é-smuggled", "(smuggled)"])
        await headOf({ headers: { [name]: "1" } });
    });

    for (const [name, value] of [
      ["Host", "smuggled.test"],
      ["Content-Length", "99"],
      ["Transfer-Encoding", "smuggled"],
      ["Connection", "smuggled"],
      ["Keep-Alive", "smuggled"],
      ["Upgrade", "smuggled"],
      ["TE", "smuggled"],
      ["Trailer", "smuggled"],
      ["Proxy-Authorization", "smuggled"],
      ["Proxy-Connection", "smuggled"],
      ["Expect", "smuggled"],
      ["Via", "smuggled"],
    ])
      it(`cannot be ${name}`, async () => {
        for (const init of [{ headers: { [name]: value } }, { method: "POST", body: "body", headers: { [name.toLowerCase()]: value } }]) {
          const request = await headOf(init);
          if (request && init.body) assert.equal(request.body.toString(), "body");
          if (request) assert.notEqual(request.headers["content-length"], "99");
        }
      });

    it("cannot be hidden in the method or the path", async () => {
      for (const method of [
        "GET / HTTP/1.1\r\nX-Smuggled: 1\r\n",
        "GET\r\nSMUGGLED",
        "G ET",
        "GET\0",
        "CONNECT",
        "TRACE",
        "TRACK",
        "connect",
        "é",
        "",
      ])
        assert.equal(await headOf({ method }), undefined, method);
      const site = recording();
      const paths = [
        "/a b",
        "/a\r\nX-Smuggled: 1",
        "/a%0d%0aX-Smuggled:%201",
        "/\u010a\u010dSmuggled",
        "/a\0b",
        "/?a b\r\n",
        "/#\r\nX-Smuggled: 1",
      ];
      const outcomes = await world.result(
        await world.guarded(),
        `${ATTEMPT}
        const all = [];
        for (const path of input.paths) all.push(await attempt(input.url + path));
        return all;`,
        { domains: [site.host], input: { url: site.url, paths } },
      );
      assert.equal(outcomes.length, paths.length);
      for (const { text } of site.requests) {
        assert.match(text.split("\r\n")[0], /^GET [!-~]+ HTTP\/1\.1$/);
        assert.doesNotMatch(text, /\nX-Smuggled/i);
      }
    });

    it("may be as long as a browser's, and not longer than 64 KiB in all", async () => {
      const request = await headOf({ headers: { "X-Long": "x".repeat(30000) } }, { isAnswered: true });
      assert.equal(request.headers["x-long"].length, 30000);
      assert.equal(
        await headOf({ headers: Object.fromEntries(Array.from({ length: 10 }, (_, i) => [`X-${i}`, "x".repeat(10000)])) }),
        undefined,
      );
      assert.equal(
        await headOf({ headers: Object.fromEntries(Array.from({ length: 3000 }, (_, i) => [`X-${i}`, "x".repeat(20)])) }),
        undefined,
      );
    });

    it("is sent as the code has set it, beside few of our own, which name no machine", async () => {
      const { text, headers } = await headOf({ headers: { "X-Mine": "1", Accept: "text/x", "User-Agent": "mine" } }, { isAnswered: true });
      assert.equal(headers["x-mine"], "1");
      assert.equal(headers.accept, "text/x");
      assert.equal(headers["user-agent"], "mine");
      const names = Object.keys(headers).filter(
        name =>
          !["host", "accept", "accept-encoding", "accept-language", "user-agent", "x-mine", "connection", "sec-fetch-mode"].includes(name),
      );
      assert.deepEqual(names, [], text);
    });
  });

  describe("the environment of the server", { concurrency: 4 }, () => {
    it("names no proxy, no credentials, no key log and no aliases that would be used", async () => {
      const site = recording();
      const secure = world.site(
        (await import("node:https")).createServer(world.certificates.good, (request, response) =>
          response.end(JSON.stringify(request.headers)),
        ),
      );
      const proxy = world.target({ network: "127.40" });
      const home = mkdtempSync(join(world.folder, "home-"));
      writeFileSync(join(home, ".netrc"), `machine ${site.host} login secret password secret\ndefault login secret password secret\n`, {
        mode: 0o600,
      });
      writeFileSync(join(home, ".curlrc"), `proxy = ${proxy.address}:3128\n`);
      writeFileSync(join(home, "aliases"), `${site.host} ${proxy.address}\n`);
      const url = `http://${proxy.address}:3128`;
      const keyLog = join(home, "keys.log");
      const names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "socks_proxy"];
      const server = await world.serve([], {
        env: {
          ...Object.fromEntries(names.map(name => [name, url])),
          HOME: home,
          CURL_HOME: home,
          NETRC: join(home, ".netrc"),
          SSLKEYLOGFILE: keyLog,
          HOSTALIASES: join(home, "aliases"),
          LOCALDOMAIN: "search.test",
          RES_OPTIONS: "ndots:9",
          OPENSSL_CONF: join(home, "openssl.cnf"),
          CARES_SERVERS: proxy.address,
          LD_PRELOAD: "",
          GCONV_PATH: home,
        },
      });
      assert.equal((await world.get(server, site.url)).text, "ok");
      assert.equal((await world.get(server, secure.secureUrl)).status, 200);
      assert.equal(site.requests[0].headers.authorization, undefined);
      assert.deepEqual(proxy.arrivals(), []);
      assert.ok(!existsSync(keyLog));
      assert.deepEqual(
        world.dns.queries.filter(({ name }) => name.endsWith(`${site.host}.search.test`)),
        [],
      );
    });
  });

  describe("the audit log", { concurrency: 4 }, () => {
    it("has one line for each request that went out or was refused, and nothing of what was in it", async () => {
      const site = recording(({ path }) =>
        path.startsWith("/r") ? response("", { Location: "/end" }, "302 Found") : response("the answer"),
      );
      const server = await world.serve();
      const code = `${ATTEMPT}
        await attempt(input + "/private-path?private-query=1", { method: "POST", body: "private-body", headers: { "X-Private": "private-header" } });
        await attempt(input + "/r");
        await attempt("http://unlisted.audit.test/private-path");
        await attempt("http://169.254.169.254/private-path");
        await attempt(input + ":8080/private-path");
        await attempt("http://missing." + new URL(input).host + "/private-path");
        return true`;
      const answer = await world.run(server, code, { domains: [site.host], input: site.url });
      assert.equal(answer.result, true, answer.error);
      await sleep(50);
      const lines = server.audited();
      const summary = lines.map(({ method, host, port, status }) => [method, host, port, status]);
      assert.deepEqual(summary, [
        ["POST", site.host, 80, 200],
        ["GET", site.host, 80, 302],
        ["GET", site.host, 80, 200],
        ["GET", "unlisted.audit.test", 80, undefined],
        ["GET", "169.254.169.254", 80, undefined],
        ["GET", site.host, 8080, undefined],
        ["GET", `missing.${site.host}`, 80, undefined],
      ]);
      for (const line of lines) {
        assert.equal(line.executionId, answer.requestId);
        assert.match(line.time, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
        for (const name of ["bytesSent", "bytesReceived", "ms"]) assert.equal(typeof line[name], "number", JSON.stringify(line));
      }
      assert.equal(lines[0].address, site.address);
      assert.ok(lines[0].bytesSent >= 12 && lines[0].bytesReceived >= 10);
      for (const line of lines.slice(3, 6)) assert.ok(line.refused, JSON.stringify(line));
      assert.ok(lines[6].failed, JSON.stringify(lines[6]));
      assert.doesNotMatch(server.auditText(), /private|the answer/);
      const known = [
        "time",
        "executionId",
        "method",
        "host",
        "address",
        "port",
        "status",
        "refused",
        "failed",
        "bytesSent",
        "bytesReceived",
        "ms",
      ];
      for (const line of lines)
        assert.deepEqual(
          Object.keys(line).filter(name => !known.includes(name)),
          [],
        );
    });

    it("is opened anew on SIGHUP", async () => {
      const site = recording();
      const server = await world.serve();
      await world.get(server, site.url);
      await world.eventually(() => server.audited().length === 1, "the first line");
      renameSync(server.auditFile, `${server.auditFile}.1`);
      server.signal("SIGHUP");
      await world.eventually(() => existsSync(server.auditFile), "the new file");
      await world.get(server, site.url);
      await world.eventually(() => server.audited().length === 1, "the second line");
      assert.equal(statSync(server.auditFile).mode & 0o777, 0o600);
    });

    it("says which address was refused, which the code is not told", async () => {
      const target = world.target();
      world.dns.set("audited-private.test", { A: [target.address] });
      const server = await world.guarded();
      assertRefused(await world.get(server, "http://audited-private.test/"), /not public/);
      const [line] = await world.eventually(() => server.audited("audited-private.test"), "the line");
      assert.equal(line.address, target.address);
      assert.ok(line.refused);
      assert.deepEqual(target.arrivals(), []);
    });

    it("cannot be forged by what is in a URL, a method or an answer", async () => {
      const server = await world.serve();
      const site = world.site(
        answering(Buffer.from('HTTP/1.1 200 OK"}\\n{"forged":1}\r\nContent-Length: 0\r\nX: "}\\n{"forged":1}\r\n\r\n')),
      );
      const urls = [
        `${site.url}/"}\n{"forged":1}`,
        'http://"}{"forged":1}.test/',
        'http://x\n{"forged":1}/',
        `http://${"\u2028"}.test/`,
        `http://${"x".repeat(5000)}.test/`,
      ];
      await world.run(
        server,
        `${ATTEMPT}for (const url of input) { await attempt(url); await attempt(url, { method: 'FORGED"}' }); await attempt(url, { method: "FORGED" }); } return true`,
        { domains: [site.host], input: urls },
      );
      await sleep(50);
      for (const line of server.audited()) {
        assert.equal(typeof line.method, "string");
        assert.ok(!("forged" in line));
      }
    });

    it("has a line for a request that its execution did not live to see answered", async () => {
      const site = world.site(silent);
      const server = await world.guarded();
      const answer = await world.run(server, FETCH, { domains: [site.host], input: { url: site.url }, timeoutMs: 300 });
      assert.equal(answer.errorDetails.kind, "timeout");
      const [line] = await world.eventually(() => server.audited(site.host).length && server.audited(site.host), "the line");
      assert.equal(line.status, undefined);
      assert.ok(line.failed, JSON.stringify(line));
      assert.ok(line.ms >= 200 && line.ms < 1000 * SLOW);
    });
  });
}
