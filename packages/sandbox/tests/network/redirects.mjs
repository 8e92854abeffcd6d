// SPDX-License-Identifier: MIT
// Redirects: each hop is judged as if the code had asked for it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { answering, head, onRequest, redirect, response } from "./support/origin.mjs";
import { assertRefused, ATTEMPT, FETCH } from "./support/world.mjs";

const END = "the end";
const end = answering(response(END));

export default function (world) {
  const redirecting = (location, status) => world.site(answering(redirect(location, status), { close: true }));

  /** A site that remembers what it was asked, and answers. */
  function recording(bytes = response(END), options) {
    const requests = [];
    const site = world.site(
      onRequest((socket, request) => {
        requests.push(request);
        socket.write(bytes);
      }),
      options,
    );
    return Object.assign(site, { requests });
  }

  describe("a redirect to where the code may not go", { concurrency: 8 }, () => {
    /** `write` gives the Location for an address; on the open server it leads there. */
    function refuses(title, write, { network, domains = () => [], reason } = {}) {
      it(`is refused: ${title}`, async () => {
        const target = world.target({ network });
        const location = write(target.address);
        const site = redirecting(location);
        const allowed = [site.host, ...domains(target.address)];
        const outcome = await world.attackUrl(await world.guarded(), site.url, { domains: allowed });
        assertRefused(outcome, reason);
        assert.equal(site.arrivals().length, 1);
        assert.deepEqual(target.arrivals(), []);

        world.mayBeReached(target.address);
        const { hostname } = new URL(location, site.url);
        const reached = await world.get(await world.open(), site.url, { domains: [...allowed, hostname] });
        assert.equal(reached.status, 200, reached.message);
        assert.match(reached.text, new RegExp(`^reached ${target.address.replaceAll(".", "\\.")}:`));
      });
    }

    const named = address => {
      const name = `t${address.replaceAll(".", "-")}.redirects.test`;
      world.dns.set(name, { A: [address] });
      return name;
    };
    const asNumber = address => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
    const isPublic = { reason: /not public/ };

    refuses("an address", address => `http://${address}/latest/meta-data/`, isPublic);
    refuses("an address on another port", address => `http://${address}:8080/`);
    refuses("an address without its scheme", address => `//${address}/`, isPublic);
    refuses("an address behind backslashes", address => `\\\\${address}\\x`, isPublic);
    refuses("an address behind a slash and a backslash", address => `/\\${address}/`, isPublic);
    refuses("an address with half its scheme", address => `http:\\\\${address}/`, isPublic);
    refuses("a number", address => `http://${asNumber(address)}/`, isPublic);
    refuses("a hexadecimal number", address => `http://0x${asNumber(address).toString(16)}/`, isPublic);
    refuses("an octal number", address => `http://0${asNumber(address).toString(8)}/`, isPublic);
    refuses("an address in an IPv6 one", address => `http://[::ffff:${address}]/`, isPublic);
    refuses("a loopback address", address => `http://${address}/`, { network: "127.30", ...isPublic });
    refuses("a name that resolves to such an address", address => `http://${named(address)}/`, {
      domains: address => [named(address)],
      ...isPublic,
    });
    refuses("a name that is not allowed", address => `http://${named(address)}/`, { reason: /not in allowedDomains/ });
    refuses("a name on a port that is not allowed", address => `http://${named(address)}:6379/`, {
      domains: address => [named(address)],
      reason: /port/,
    });
    refuses("spaces before an address", address => ` \t http://${address}/`, isPublic);

    it("is refused with a user name and a password before the host", async () => {
      const good = world.site(end);
      const target = world.target();
      for (const location of [
        `http://${good.host}@${target.address}/`,
        `http://user:password@${good.host}/`,
        `http://${good.host}:80@${target.address}/`,
        `http://${target.address}#@${good.host}/`,
        `http://${target.address}\\@${good.host}/`,
      ]) {
        const site = redirecting(location);
        const outcome = await world.get(await world.guarded(), site.url, { domains: [site.host, good.host] });
        assert.equal(outcome.name, "TypeError", `${location}: ${JSON.stringify(outcome)}`);
      }
      assert.deepEqual(good.arrivals(), []);
      assert.deepEqual(target.arrivals(), []);
    });

    it("is refused to another scheme, and no file is read", async () => {
      for (const location of [
        "file:///etc/passwd",
        "ftp://redirects.test/",
        "gopher://redirects.test:6379/_FLUSHALL",
        "dict://redirects.test/",
        "data:text/plain,x",
        "javascript:1",
        "about:blank",
        "ws://redirects.test/",
        "blob:http://redirects.test/1",
        "unix:///x",
        "x" + "://y",
      ]) {
        const site = redirecting(location);
        const outcome = await world.get(await world.guarded(), site.url, { domains: [site.host, "redirects.test"] });
        assert.equal(outcome.name, "TypeError", `${location}: ${JSON.stringify(outcome)}`);
      }
    });

    it("is refused in the middle of a chain", async () => {
      const target = world.target();
      const last = redirecting(target.url);
      const middle = redirecting(last.url);
      const first = redirecting(middle.url);
      const domains = [first.host, middle.host, last.host];
      assertRefused(await world.attackUrl(await world.guarded(), first.url, { domains }), /^address is not public$/);
      assert.deepEqual(target.arrivals(), []);
      world.mayBeReached(target.address);
      const reached = await world.get(await world.open(), first.url, { domains: [...domains, target.address] });
      assert.equal(reached.text, `reached ${target.address}:80`);
    });

    it("is refused whatever its status", async () => {
      for (const status of ["301 Moved", "302 Found", "303 See Other", "307 Temporary Redirect", "308 Permanent Redirect"]) {
        const target = world.target();
        const site = redirecting(target.url, status);
        for (const method of ["GET", "POST"])
          assertRefused(
            await world.get(await world.guarded(), site.url, { init: { method, body: method === "POST" ? "x" : undefined } }),
            /^address is not public$/,
          );
        assert.deepEqual(target.arrivals(), []);
      }
    });

    it("goes to the address that was judged, though the name has turned to a private one", async () => {
      const target = world.target({ network: "127.31" });
      const site = world.site(
        onRequest((socket, { path }) => socket.end(path === "/" ? redirect("/again") : response(END, { Connection: "close" }))),
      );
      world.dns.set(site.host, ({ type }, count) => (type === "A" ? { A: [count === 1 ? site.address : target.address], ttl: 0 } : {}));
      assert.equal((await world.attackUrl(await world.guarded(), site.url)).text, END);
      assertRefused(await world.attackUrl(await world.guarded(), site.url), /not public/);
      assert.deepEqual(target.arrivals(), []);
      assert.equal(site.arrivals().length, 2);
    });

    it("sends nothing of a body to there", async () => {
      const target = world.target();
      const site = redirecting(target.url, "307 Temporary Redirect");
      assertRefused(
        await world.get(await world.guarded(), site.url, { init: { method: "POST", body: "a secret" } }),
        /^address is not public$/,
      );
      assert.deepEqual(target.arrivals(), []);
      world.mayBeReached(target.address);
      await world.get(await world.open(), site.url, { domains: [site.host, target.address], init: { method: "POST", body: "a secret" } });
      assert.match(target.arrivals()[0].text, /a secret$/);
    });
  });

  describe("a redirect", { concurrency: 8 }, () => {
    it("that goes in circles ends", async () => {
      let url;
      const site = world.site(onRequest(socket => socket.end(redirect(url))));
      url = site.url;
      const { name, message } = await world.attackUrl(await world.guarded(), site.url);
      assert.equal(name, "TypeError");
      assert.match(message, /redirect/i);
      assert.ok(site.arrivals().length <= 21, `${site.arrivals().length} requests`);
    });

    it("is followed 20 times, and not 21 times", async () => {
      const chain = world.site(
        onRequest((socket, { path }) => {
          const left = Number(path.slice(1));
          socket.write(left === 0 ? response(END) : response("", { Location: `/${left - 1}` }, "302 Found"));
        }),
      );
      const guarded = await world.guarded();
      const whole = await world.run(guarded, FETCH, { domains: [chain.host], input: { url: `${chain.url}/20` } });
      assert.equal(whole.result.text, END, whole.result.message);
      assert.equal(whole.result.redirected, true);
      assert.equal(whole.result.url, `${chain.url}/0`);
      assert.equal(whole.usage.fetchCount, 21);
      for (const hops of [21, 25]) {
        const { name, message } = await world.attackUrl(guarded, `${chain.url}/${hops}`);
        assert.equal(name, "TypeError");
        assert.match(message, /redirect/i);
      }
    });

    it("counts as a request of its own", async () => {
      const target = world.site(end);
      const site = redirecting(target.url);
      const few = await world.serve(["--fetches", "1"]);
      assertRefused(await world.get(few, site.url, { domains: [site.host, target.host] }));
      assert.deepEqual(target.arrivals(), []);
    });

    it("is resolved against the URL that it came from, and keeps its fragment", async () => {
      const site = world.site(
        onRequest((socket, { path }) => {
          const next = { "/a/b?q": "../c", "/c": "?d#x", "/c?d": "//HOST/e", "/e": "http:f" }[path];
          socket.write(next ? response("", { Location: next.replace("HOST", site.host) }, "302 Found") : response(path));
        }),
      );
      const outcome = await world.get(await world.guarded(), `${site.url}/a/b?q#y`);
      assert.equal(outcome.text, "/f", outcome.message);
      assert.equal(outcome.url.replace(/#.*/, ""), `${site.url}/f`);
    });

    it("without a Location, and a status that is none, are answers like others", async () => {
      for (const [status, fields] of [
        ["302 Found", {}],
        ["304 Not Modified", { Location: "/x", "Content-Length": undefined }],
        ["300 Multiple Choices", { Location: "/x" }],
        ["305 Use Proxy", { Location: "http://10.0.0.1/" }],
        ["201 Created", { Location: "/x" }],
      ]) {
        const site = world.site(
          answering(Buffer.from(head(status, { "Content-Length": 0, Connection: "close", ...fields })), { close: true }),
        );
        const outcome = await world.get(await world.guarded(), site.url);
        assert.equal(outcome.status, Number(status.slice(0, 3)), outcome.message);
      }
    });

    it("whose Location is no URL fails, and one with two goes nowhere private", async () => {
      for (const location of ["http://", "http://[", "http://a b/", "http://%00/", "http://:80/", "http://x:99999/", "//", "http:///"]) {
        const site = redirecting(location);
        const outcome = await world.attackUrl(await world.guarded(), site.url, { domains: [site.host, "x.test"] });
        assert.equal(outcome.name, "TypeError", `${location}: ${JSON.stringify(outcome)}`);
      }
      const target = world.target();
      const twice = world.site(
        answering(head("302 Found", { Location: ["/ok", target.url], "Content-Length": 0, Connection: "close" }), { close: true }),
      );
      await world.attackUrl(await world.guarded(), twice.url);
      assert.deepEqual(target.arrivals(), []);
    });

    it("with a Location of a megabyte, or of control characters, does no harm", async () => {
      for (const location of ["/" + "x".repeat(1000000), "/" + "x".repeat(40000), "/a\u0001b", "/a\u0000b", "/\u00e9\u00ff", "/a\tb"]) {
        const site = world.site(
          onRequest((socket, { path }) => socket.end(path === "/" ? redirect(location) : response(END, { Connection: "close" }))),
        );
        const outcome = await world.attackUrl(await world.guarded(), site.url);
        assert.ok(outcome.text === END || outcome.name === "TypeError", JSON.stringify(outcome).slice(0, 200));
      }
    });

    it("makes a GET of a POST with 301, 302 and 303, and keeps method and body with 307 and 308", async () => {
      const expected = {
        "301 Moved": "GET",
        "302 Found": "GET",
        "303 See Other": "GET",
        "307 Temporary Redirect": "POST",
        "308 Permanent Redirect": "POST",
      };
      for (const [status, method] of Object.entries(expected)) {
        const target = recording();
        const site = redirecting(target.url, status);
        const outcome = await world.get(await world.guarded(), site.url, {
          domains: [site.host, target.host],
          init: { method: "POST", body: "body", headers: { "Content-Type": "text/x", "Content-Language": "en", "X-Kept": "1" } },
        });
        assert.equal(outcome.text, END, outcome.message);
        const [request] = target.requests;
        assert.equal(request.method, method, status);
        assert.equal(request.body.toString(), method === "POST" ? "body" : "");
        assert.equal(request.headers["content-type"], method === "POST" ? "text/x" : undefined);
        assert.equal(request.headers["content-language"], method === "POST" ? "en" : undefined);
        assert.equal(request.headers["x-kept"], "1");
      }
    });

    it("to another origin loses credentials, and to the same one keeps them", async () => {
      const secret = { Authorization: "Bearer secret", "X-Other": "1" };
      const elsewhere = recording();
      const site = redirecting(elsewhere.url);
      await world.get(await world.guarded(), site.url, { domains: [site.host, elsewhere.host], init: { headers: secret } });
      assert.equal(elsewhere.requests.length, 1);
      assert.doesNotMatch(elsewhere.requests[0].text, /secret/);
      assert.equal(elsewhere.requests[0].headers["x-other"], "1");

      const paths = {};
      const same = world.site(
        onRequest((socket, { path, headers }) => {
          paths[path] = headers;
          socket.write(path === "/" ? response("", { Location: "/next" }, "302 Found") : response(END));
        }),
      );
      assert.equal((await world.get(await world.guarded(), same.url, { init: { headers: secret } })).text, END);
      assert.equal(paths["/next"].authorization, "Bearer secret");
    });

    it("back to the first origin does not get the credentials again", async () => {
      const requests = [];
      let back;
      const site = world.site(
        onRequest((socket, request) => {
          requests.push(request);
          socket.write(request.path === "/" ? response("", { Location: back.url }, "302 Found") : response(END));
        }),
      );
      back = redirecting(`${site.url}/again`);
      await world.get(await world.guarded(), site.url, { domains: [site.host, back.host], init: { headers: { Authorization: "secret" } } });
      assert.deepEqual(
        requests.map(({ path, headers }) => [path, headers.authorization]),
        [
          ["/", "secret"],
          ["/again", undefined],
        ],
      );
    });

    it("from https to http and to another port is to another origin, too", async () => {
      const plain = recording();
      const open = await world.open();
      const site = redirecting(`http://${plain.host}:8080/`);
      world.dns.set(plain.host, { A: [plain.address] });
      await world.get(open, site.url, { domains: [site.host, plain.host], init: { headers: { Authorization: "secret" } } });
      const same = world.site(
        onRequest((socket, request) => {
          seen.push([request.headers.host, request.headers.authorization]);
          socket.end(request.headers.host.includes(":") ? response(END, { Connection: "close" }) : redirect(`http://${same.host}:8080/`));
        }),
      );
      const seen = [];
      await world.get(open, same.url, { init: { headers: { Authorization: "secret" } } });
      assert.deepEqual(seen, [
        [same.host, "secret"],
        [`${same.host}:8080`, undefined],
      ]);
      assert.equal(plain.requests[0].headers.authorization, undefined);
    });

    it("can be seen by the code, or be an error, if it so wants", async () => {
      const target = world.site(end);
      const site = redirecting(target.url);
      const code = `${ATTEMPT}
        const manual = await fetch(input, { redirect: "manual" });
        return { manual: [manual.type, manual.status, manual.headers.get("location")], error: await attempt(input, { redirect: "error" }) }`;
      const outcome = await world.result(await world.guarded(), code, { domains: [site.host, target.host], input: site.url });
      assert.equal(outcome.error.name, "TypeError");
      assert.ok(["opaqueredirect", "basic", "default"].includes(outcome.manual[0]), `${outcome.manual}`);
      assert.deepEqual(target.arrivals(), []);
    });
  });
}
