// SPDX-License-Identifier: MIT
// Hosts, schemes and ports that the request does not allow, and URLs that pretend to be of a host that it does allow.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { answering, response } from "./support/origin.mjs";
import { ATTEMPT, assertFailed, assertRefused, FETCH } from "./support/world.mjs";

/** URLs for code that may reach good.test, which shall lead to evil.test. */
const PRETENDERS = [
  "http://evil.test/",
  "http://evil.test/good.test",
  "http://evil.test/?good.test",
  "http://evil.test#good.test",
  "http://evil.test#@good.test/",
  "http://evil.test?@good.test/",
  "http://evil.test\\@good.test/",
  "http://evil.test/@good.test/",
  "http://good.test@evil.test/",
  "http://good.test:80@evil.test/",
  "http://good.test%40evil.test/",
  "http://good.test.evil.test/",
  "http://evil-good.test/",
  "http://evilgood.test/",
  "http://good.test%00.evil.test/",
  "http://good.test%2eevil.test/",
  "http://good.test%23.evil.test/",
  "http://good.test%2f.evil.test/",
  "http://good.test。evil.test/",
  "http://good.test\t.evil.test/",
  "http://good.test\n.evil.test/",
  "http:evil.test",
  "http:/evil.test",
  "http:\\\\evil.test",
  "//evil.test/",
  "\u0000http://evil.test/",
  "http://GOOD.TEST.EVIL.TEST/",
  "http://good.tést/",
  "http://goοd.test/", // a Greek omicron
  "http://xn--good.test/",
  "http://[good.test]/",
  "http://good.test../",
  "http://.good.test/",
  "http://*.good.test/",
  "http://good.test:@evil.test/",
  "http://user:good.test@evil.test/",
];

export default function (world) {
  describe("a host that is not allowed", { concurrency: 8 }, () => {
    it("is not reached, however its URL is written", async () => {
      const evil = world.site(answering(response("evil")), { name: "evil.test" });
      const good = world.site(answering(response("good")), { name: "good.test" });
      for (const name of [
        "good.test.evil.test",
        "evil-good.test",
        "evilgood.test",
        "xn--gootst-mve.test",
        "good.xn--tst-bma",
        "xn--god-0cd.test",
        "xn--good.test",
        "*.good.test",
      ])
        world.dns.set(name, { A: [evil.address] });
      const guarded = await world.guarded();
      const outcomes = await world.result(
        guarded,
        `${ATTEMPT}
        const all = [];
        for (const url of input) all.push(await attempt(url));
        return all;`,
        {
          domains: ["good.test"],
          input: PRETENDERS,
        },
      );
      outcomes.forEach((outcome, i) => assert.equal(outcome.name, "TypeError", `${PRETENDERS[i]}: ${JSON.stringify(outcome)}`));
      assert.deepEqual(evil.arrivals(), []);
      assert.deepEqual(good.arrivals(), []);
      assert.deepEqual(
        world.dns.queries.filter(({ name }) => name.includes("evil")),
        [],
        "it must not even be looked up: a name can carry a secret",
      );

      assert.equal((await world.get(guarded, "http://evil.test/")).text, "evil");
      assert.equal((await world.get(guarded, "http://good.test.evil.test/")).text, "evil");
      assert.equal((await world.get(guarded, "http://good.test/")).text, "good");
    });

    it("is named in the message", async () => {
      const outcome = await world.get(await world.guarded(), "http://unlisted.test/path?query", { domains: ["listed.test"] });
      assertRefused(outcome, /^host "unlisted\.test" is not in allowedDomains$/);
    });

    it("is any host when allowedDomains is empty or absent, and nothing is looked up", async () => {
      const site = world.site(answering(response("reached")), { name: "no-network.test" });
      const guarded = await world.guarded();
      for (const domains of [undefined, []])
        assertRefused(
          await world
            .get(guarded, site.url, { domains: domains ?? null })
            .catch(() => world.result(guarded, FETCH, { input: { url: site.url } })),
        );
      assert.deepEqual(site.arrivals(), []);
      assert.deepEqual(world.dns.queriesFor(site.host), []);
      assert.equal((await world.get(guarded, site.url)).text, "reached");
    });
  });

  describe("an entry of allowedDomains", { concurrency: 8 }, () => {
    /** Which of these URLs does the entry allow? */
    async function allowed(server, domains, urls) {
      const outcomes = await world.result(server, `${ATTEMPT}return await Promise.all(input.map(url => attempt(url)))`, {
        domains,
        input: urls,
      });
      return outcomes
        .map((outcome, i) => {
          if (outcome.status === undefined) assertRefused(outcome, /allowedDomains|port/);
          return outcome.status === 200 && urls[i];
        })
        .filter(Boolean);
    }

    const urlsOf = name => [
      `http://${name}/`,
      `http://sub.${name}/`,
      `http://a.b.${name}/`,
      `http://${name.toUpperCase()}/`,
      `http://${name}./`,
      `http://x${name}/`,
      `http://${name}:443/`,
    ];

    function sites(name) {
      const site = world.site(answering(response("ok")), { name });
      for (const other of [`sub.${name}`, `a.b.${name}`, `x${name}`]) world.dns.set(other, { A: [site.address] });
      return site;
    }

    it("that is a name allows it and what is below it", async () => {
      sites("entry-name.test");
      const urls = urlsOf("entry-name.test");
      const expected = urls.filter(url => !url.includes("//x"));
      assert.deepEqual(await allowed(await world.guarded(), ["entry-name.test"], urls), expected);
      assert.deepEqual(await allowed(await world.guarded(), ["ENTRY-NAME.test."], urls), expected);
    });

    it("that is a wildcard allows only what is below it", async () => {
      sites("entry-wildcard.test");
      const urls = urlsOf("entry-wildcard.test");
      assert.deepEqual(await allowed(await world.guarded(), ["*.entry-wildcard.test"], urls), [urls[1], urls[2]]);
    });

    it("that is an origin allows that scheme, host and port alone", async () => {
      sites("entry-origin.test");
      const urls = [...urlsOf("entry-origin.test"), "http://entry-origin.test:80/", "https://entry-origin.test/"];
      assert.deepEqual(await allowed(await world.guarded(), ["http://entry-origin.test"], urls), [
        urls[0],
        urls[3],
        urls[4],
        "http://entry-origin.test:80/",
      ]);
      assert.deepEqual(await allowed(await world.guarded(), ["http://entry-origin.test:443"], urls), ["http://entry-origin.test:443/"]);
    });

    it("that no request may have is refused before anything runs", async () => {
      const guarded = await world.guarded();
      const entries = [
        "",
        "*",
        "*.",
        "*.com",
        "com",
        "co.uk",
        "github.io",
        "*.github.io",
        "ex*mple.com",
        "example.com/path",
        "ftp://example.com",
        "user@example.com",
        "example.com:8080",
        "http://example.com:8080",
        "10.0.0.1",
        "[::1]",
        "http://127.0.0.1",
        "localhost",
        "intranet",
        "a..b",
        "-a.test",
        "a b.test",
        "http://user@example.com",
        "http://example.com/x",
        "http://example.com?x",
        "169.254.169.254",
        "2130706433",
        "0x7f.1",
      ];
      for (const entry of entries) {
        const answer = await world.run(guarded, "'it ran'", { domains: [entry] });
        assert.equal(answer.errorDetails?.kind, "invalid_request", `${JSON.stringify(entry)}: ${JSON.stringify(answer)}`);
        assert.match(answer.error, /allowedDomains\[0\]/);
      }
    });

    it("that the deployer's outer allowlist does not cover is refused", async () => {
      const file = join(world.folder, "outer.txt");
      writeFileSync(file, "outer-allowed.test\n");
      const site = world.site(answering(response("ok")), { name: "outer-allowed.test" });
      const other = world.site(answering(response("other")), { name: "outer-other.test" });
      world.dns.set("sub.outer-allowed.test", { A: [site.address] });
      const server = await world.serve(["--outer-allowlist", file]);
      for (const url of [site.url, "http://sub.outer-allowed.test"]) assert.equal((await world.get(server, url)).text, "ok");
      for (const domains of [["outer-other.test"], ["outer-allowed.test", "outer-other.test"], ["*.test"]]) {
        const answer = await world.run(server, FETCH, { domains, input: { url: other.url } });
        assert.equal(answer.errorDetails?.kind, "invalid_request", JSON.stringify(answer));
      }
      assert.deepEqual(other.arrivals(), []);
      assert.equal((await world.get(await world.guarded(), other.url)).text, "other");
    });
  });

  describe("a URL", { concurrency: 8 }, () => {
    it("of another scheme is refused, and no file is read", async () => {
      const urls = [
        "file:///etc/passwd",
        "ftp://schemes.test/",
        "gopher://schemes.test:6379/_FLUSHALL",
        "dict://schemes.test:11211/stat",
        "ws://schemes.test/",
        "wss://schemes.test/",
        "ldap://schemes.test/",
        "smb://schemes.test/",
        "tftp://schemes.test/",
        "telnet://schemes.test/",
        "javascript:alert(1)",
        "blob:http://schemes.test/1",
        "about:blank",
        "unix:/var/run/docker.sock",
        "http+unix://%2fvar%2frun%2fdocker.sock/",
        "scp://schemes.test/",
        "mailto:a@schemes.test",
      ];
      const site = world.site(answering(response("reached")), { name: "schemes.test" });
      const outcomes = await world.result(await world.guarded(), `${ATTEMPT}return await Promise.all(input.map(url => attempt(url)))`, {
        domains: ["schemes.test"],
        input: urls,
      });
      outcomes.forEach((outcome, i) => assert.equal(outcome.name, "TypeError", `${urls[i]}: ${JSON.stringify(outcome)}`));
      assert.deepEqual(site.arrivals(), []);
      assert.equal((await world.get(await world.guarded(), site.url)).text, "reached");
    });

    it("with another port than 80 and 443 is refused, unless the deployer allows that port", async () => {
      const site = world.site(answering(response("reached")), { name: "ports.test" });
      const guarded = await world.guarded();
      for (const port of [22, 25, 6379, 8000, 8080, 8443, 9001, 11211])
        assertRefused(await world.get(guarded, `${site.url}:${port}/`), /port/);
      assert.deepEqual(site.arrivals(), []);
      const open = await world.open();
      for (const port of [22, 6379, 8080]) assert.equal((await world.get(open, `${site.url}:${port}/`)).text, "reached");
      assertRefused(await world.get(open, `${site.url}:8001/`), /port/);
      const one = await world.serve(["--allow-port", "8080"]);
      assert.equal((await world.get(one, `${site.url}:8080/`)).text, "reached");
      assertRefused(await world.get(one, `${site.url}:8000/`), /port/);
    });

    it("with a name or a password in it is refused", async () => {
      const site = world.site(answering(response("reached")), { name: "userinfo.test" });
      for (const userinfo of ["user@", "user:password@", ":password@"]) {
        const { name } = await world.get(await world.guarded(), `http://${userinfo}${site.host}/`);
        assert.equal(name, "TypeError");
      }
      assert.deepEqual(site.arrivals(), []);
    });

    it("of any length does no harm", async () => {
      const site = world.site(answering(response("reached")), { name: "long-urls.test" });
      const guarded = await world.guarded();
      const lengths = [100, 8000, 16000, 17000, 70000, 200000];
      const outcomes = await world.attack(
        guarded,
        `${ATTEMPT}
        const all = [];
        for (const n of input.lengths) all.push(await attempt(input.url + "/" + "x".repeat(n)));
        return all;`,
        {
          domains: [site.host],
          input: { url: site.url, lengths },
          memoryLimitBytes: 40000000,
        },
      );
      const [first, second, third, ...others] = outcomes.result.map(outcome => outcome.status ?? outcome.name);
      assert.deepEqual([first, second, third], [200, 200, 200]);
      others.forEach(other => assert.equal(other, "TypeError"));
      assert.equal((await world.get(guarded, `http://${"x".repeat(300)}.test/`, { domains: ["test.test"] })).name, "TypeError");
      assertFailed(await world.get(guarded, `http://${"x".repeat(60)}.long-urls.test/`, { domains: [site.host] }));
    });
  });
}
