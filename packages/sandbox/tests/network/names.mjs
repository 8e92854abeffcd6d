// SPDX-License-Identifier: MIT
// Name servers in an attacker's hands: whatever they answer, a connection goes only to an address that was judged.
//
// As everywhere, a name is a pair: where the deployer has allowed the address, the same name leads to it.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { sleep } from "../support/programs.mjs";
import { questionFor, startNameServer, writeAnswer } from "./support/dns.mjs";
import { BLACK_HOLE, NOBODY } from "./support/namespace.mjs";
import { answering, response } from "./support/origin.mjs";
import { assertFailed, assertRefused, ATTEMPT, FETCH, isPrivate, SLOW } from "./support/world.mjs";

const NOT_PUBLIC = /not public/;
const closing = text => answering(response(text, { Connection: "close" }), { close: true });

/**
 * An answer over TCP of thousands of addresses, the name of each a pointer. It points to bytes of 57, which are a label of 57 bytes
 * wherever one begins; at their end are pointers to the same with another beginning.
 */
function writeHugeNames({ id, question }) {
  const LABEL = 58;
  const head = Buffer.alloc(12);
  const filler = Buffer.alloc(11); // of the root, type TXT
  const start = head.length + question.length + filler.length;
  const labels = Math.floor((0x3fff - start - 200) / LABEL);
  const text = Buffer.concat([Buffer.alloc(LABEL * labels, LABEL - 1), Buffer.alloc(LABEL)]);
  for (let i = 0; i < LABEL / 2 - 1; i++) text.writeUInt16BE(0xc000 | (start + 2 * (i + 1)), LABEL * labels + 2 * i);
  filler.writeUInt16BE(16, 1);
  filler.writeUInt16BE(1, 3);
  filler.writeUInt16BE(text.length, 9);
  const address = Buffer.from([0xc0 | (start >> 8), start & 255, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 93, 184, 216, 34]);
  const count = Math.min(4000, Math.floor((65000 - start - text.length) / address.length));
  head.writeUInt16BE(id, 0);
  head.writeUInt16BE(0x8180, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(count + 1, 6);
  return Buffer.concat([head, question, filler, text, ...Array(count).fill(address)]);
}

export default function (world) {
  let last = 0;
  const newName = () => `n${++last}.names.test`;
  const publicSite = (options = {}) => world.site(closing("public"), options);

  /**
   * Answers with a private address in some way: refused where that is not allowed, and reached where it is. `write`: how
   * the answer spells the address. `publicAddress`: that of the site beside it, if it is to be a certain one.
   */
  function refusesAnswers(title, answerWith, { network, publicAddress, write = target => target } = {}) {
    it(title, async () => {
      const target = world.target({ network });
      const site = publicSite({ address: publicAddress });
      const name = newName();
      const spelled = write(target.address);
      world.dns.set(name, answerWith(spelled, site.address, name));
      const before = world.listeners.acceptsOf(spelled).length;
      const outcome = await world.attackUrl(await world.guarded(), `http://${name}/`);
      assertRefused(outcome, NOT_PUBLIC);
      for (const text of [target.address, spelled]) assert.ok(!outcome.message.includes(text), "the message tells of the network");
      assert.equal((await world.acceptsOf(spelled)).length, before);
      assert.deepEqual(target.arrivals(), []);
      assert.deepEqual(site.arrivals(), [], "one answer that is not public spoils all of them");

      world.mayBeReached(target.address, spelled);
      const reached = await world.get(await world.open(), `http://${name}/`);
      assert.equal(reached.status, 200, reached.message);
      assert.ok(world.listeners.acceptsOf(spelled).length - before + site.arrivals().length > 0);
    });
  }

  describe("a name is refused when it resolves", { concurrency: 8 }, () => {
    refusesAnswers("to a private address", target => ({ A: [target] }));
    refusesAnswers("to a loopback address", target => ({ A: [target] }), { network: "127.20" });
    refusesAnswers("to this network's zero address", target => ({ A: [target] }), { network: "0.20" });
    refusesAnswers("to a shared address", target => ({ A: [target] }), { network: "100.99" });
    refusesAnswers("to a reserved address", target => ({ A: [target] }), { network: "250.20" });
    refusesAnswers("to a public and then a private address", (target, site) => ({ A: [site, target] }));
    refusesAnswers("to a private and then a public address", (target, site) => ({ A: [target, site] }));
    refusesAnswers("to a public address in IPv4 and a private one in IPv6", (wrapped, site) => ({ A: [site], AAAA: [wrapped] }), {
      write: target => `::ffff:${target}`,
    });
    refusesAnswers("to a private address in IPv4 and a public one in IPv6", (target, site) => ({ A: [target], AAAA: [site] }), {
      publicAddress: "2606:4700::2222",
    });
    refusesAnswers("to 200 addresses of which one is private", (target, site) => {
      const A = Array.from({ length: 200 }, (_, i) => `93.184.230.${i + 1}`);
      A[0] = site;
      A[150] = target;
      return { A };
    });
    refusesAnswers("to a private address with a TTL of 0", target => ({ A: [target], ttl: 0 }));
    refusesAnswers("to a private address with the largest TTL", target => ({ A: [target], ttl: 0xffffffff }));
    refusesAnswers("to a private address in an answer that only TCP can carry", target => ({ A: [target], isTruncated: true }));
    refusesAnswers(
      "to a private address only in the end, over TCP",
      (target, site, name) =>
        ({ transport }) =>
          transport === "tcp" ? { A: [target] } : { A: [site], isTruncated: true },
    );
    refusesAnswers("to a private address after half a second", target => async () => {
      await sleep(500);
      return { A: [target] };
    });
    refusesAnswers("to an alias of a private address", (target, site, name) => {
      world.dns.set(`alias.${name}`, { A: [target] });
      return { CNAME: `alias.${name}` };
    });
    refusesAnswers("to a chain of ten aliases of a private address", (target, site, name) => {
      for (let i = 1; i < 10; i++) world.dns.set(`alias${i}.${name}`, { CNAME: `alias${i + 1}.${name}` });
      world.dns.set(`alias10.${name}`, { A: [target] });
      return { CNAME: `alias1.${name}` };
    });
    refusesAnswers("to an alias among whose addresses one is private", (target, site, name) => {
      world.dns.set(`alias.${name}`, { A: [site, target] });
      return { CNAME: `alias.${name}` };
    });
    const hex = address => {
      const [a, b, c, d] = address.split(".").map(Number);
      return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
    };
    const WRAPPED = {
      mapped: target => `::ffff:${target}`,
      compatible: target => `::${target}`,
      translated: target => `::ffff:0:${target}`,
      NAT64: target => `64:ff9b::${target}`,
      "local NAT64": target => `64:ff9b:1::${target}`,
      ISATAP: target => `2606:4700:0:0:0:5efe:${target}`,
      "6to4": target => `2002:${hex(target)}::1`,
      Teredo: target => `2001:0:${hex(target)}::1`,
    };
    for (const [what, write] of Object.entries(WRAPPED))
      refusesAnswers(`to a private address in an IPv6 one: ${what}`, wrapped => ({ AAAA: [wrapped] }), { write });
    refusesAnswers("to a unique local address", address => ({ AAAA: [address] }), { write: target => `fd00:1:2::${hex(target)}` });
    refusesAnswers("to a unique local address and a public one in IPv4", (address, site) => ({ AAAA: [address], A: [site] }), {
      write: target => `fd00:1:2::${hex(target)}`,
    });
    refusesAnswers("to the loopback address of IPv6", address => ({ AAAA: [address] }), { write: () => "::1" });
  });

  describe("a name that resolves anew", { concurrency: 8 }, () => {
    it("is resolved once for an execution, and connected to at the address that was judged", async () => {
      const site = publicSite();
      const target = world.target({ network: "127.21" });
      const turning = name =>
        world.dns.set(name, ({ type }, count) => ({ A: type === "A" ? [count === 1 ? site.address : target.address] : [], ttl: 0 }));
      const [name, other] = [newName(), newName()];
      turning(name);
      const url = `http://${name}/`;
      const guarded = await world.guarded();
      const code = `${ATTEMPT}const all = []; for (let i = 0; i < 5; i++) all.push((await attempt(input)).text); return all;`;
      const { result } = await world.attack(guarded, code, { domains: [name], input: url });
      assert.deepEqual(result, Array(5).fill("public"));
      for (const type of ["A", "AAAA"]) assert.ok(world.dns.queriesFor(name).filter(query => query.type === type).length <= 1);
      assertRefused(await world.attackUrl(guarded, url), NOT_PUBLIC);
      assert.equal(site.arrivals().length, 5);
      assert.deepEqual(target.arrivals(), []);

      // Where it is allowed the name does turn over, and the second address is reached.
      turning(other);
      world.mayBeReached(target.address);
      const open = await world.open();
      assert.equal((await world.get(open, `http://${other}/`)).text, "public");
      assert.equal((await world.get(open, `http://${other}/`)).text, `reached ${target.address}:80`);
    });

    it("between one query and the next is never connected to at an address that was not judged", async () => {
      const site = publicSite();
      const target = world.target({ network: "127.22" });
      const guarded = await world.guarded();
      const name = newName();
      // Every second answer is private: whoever asked a second time before connecting would get it.
      let turn = 0;
      world.dns.set(name, ({ type }) => (type === "A" ? { A: [turn++ % 2 ? target.address : site.address], ttl: 0 } : {}));
      const code = `${ATTEMPT}return await Promise.all(Array.from({ length: 3 }, () => attempt(input)));`;
      const answers = await Promise.all(
        Array.from({ length: 16 }, () => world.result(guarded, code, { domains: [name], input: `http://${name}/` })),
      );
      for (const outcome of answers.flat()) if (outcome.text !== "public") assertRefused(outcome, NOT_PUBLIC);
      assert.ok(answers.flat().some(({ text }) => text === "public") && answers.flat().some(({ text }) => text !== "public"));
      assert.deepEqual(await world.acceptsOf(target.address), []);
    });

    it("with one connection of it kept does not let that one go elsewhere", async () => {
      const kept = world.site(answering(response("public")));
      const { address: target } = world.target({ network: "127.23" });
      const name = newName();
      world.dns.set(name, ({ type }, count) => ({ A: type === "A" ? [count === 1 ? kept.address : target] : [], ttl: 0 }));
      const code = `${ATTEMPT}const all = []; for (let i = 0; i < 3; i++) all.push(await attempt(input.url)); return all;`;
      const outcomes = await world.result(await world.guarded(), code, { domains: [name], input: { url: `http://${name}/` } });
      for (const outcome of outcomes) if (outcome.text !== "public") assertRefused(outcome, NOT_PUBLIC);
      assert.equal(outcomes[0].text, "public");
      assert.deepEqual(await world.acceptsOf(target), []);
    });

    it("from one execution to the next is asked for anew", async () => {
      const [one, other] = [publicSite(), world.site(closing("other"))];
      const name = newName();
      world.dns.set(name, ({ type }, count) => ({ A: type === "A" ? [count === 1 ? one.address : other.address] : [], ttl: 0 }));
      const guarded = await world.guarded();
      assert.equal((await world.get(guarded, `http://${name}/`)).text, "public");
      assert.equal((await world.get(guarded, `http://${name}/`)).text, "other");
    });
  });

  describe("an answer that is true", { concurrency: 8 }, () => {
    it("may have 200 addresses, which come over TCP", async () => {
      const site = publicSite();
      const name = newName();
      world.dns.set(name, { A: [site.address, ...Array.from({ length: 199 }, (_, i) => `93.184.231.${i + 1}`)] });
      const outcome = await world.get(await world.guarded(), `http://${name}/`);
      assert.equal(outcome.status, 200, outcome.message);
      assert.ok(world.dns.queriesFor(name).some(({ transport }) => transport === "tcp"));
    });

    it("may be an alias of an alias, whatever allowedDomains says of those", async () => {
      const site = publicSite();
      const name = newName();
      world.dns.set(name, { CNAME: `a.elsewhere.${name}` });
      world.dns.set(`a.elsewhere.${name}`, { CNAME: `b.elsewhere.${name}` });
      world.dns.set(`b.elsewhere.${name}`, { A: [site.address] });
      assert.equal((await world.get(await world.guarded(), `http://${name}/`)).text, "public");
      assert.equal(site.arrivals().length, 1);
    });

    it("may come for IPv6 alone", async () => {
      const site = publicSite({ address: "2606:4700::3333" });
      assert.equal((await world.get(await world.guarded(), site.url)).text, "public");
    });

    it("is tried address by address until one takes the connection", async () => {
      const site = publicSite();
      const name = newName();
      world.dns.set(name, { A: [NOBODY, site.address], AAAA: [] });
      assert.equal((await world.get(await world.guarded(), `http://${name}/`)).text, "public");
      world.dns.set(`only.${name}`, { A: [NOBODY] });
      assertFailed(await world.get(await world.guarded(), `http://only.${name}/`));
    });

    it("of an address that swallows every packet lets the execution end on its deadline", async t => {
      if (!world.hasBlackHole) return t.skip("this kernel drops no packets for us");
      const name = newName();
      world.dns.set(name, { A: [BLACK_HOLE] });
      const response = await world.attack(await world.guarded(), FETCH, {
        domains: [name],
        input: { url: `http://${name}/` },
        timeoutMs: 700,
      });
      assert.equal(response.errorDetails?.kind, "timeout");
      assert.ok(response.usage.wallTimeMs < 700 + 150 * SLOW, `it ended after ${response.usage.wallTimeMs} ms`);
      assert.ok(response.usage.cpuTimeMs < 300 * SLOW, "waiting is no work");
    });

    it("is asked for in one spelling, and without the domains that resolv.conf would add", async () => {
      const site = publicSite();
      world.dns.set("spelling.names.test", { A: [site.address] });
      world.dns.set("spelling.names.test.search.test", { A: [site.address] });
      const guarded = await world.guarded();
      for (const host of ["SPELLING.names.TEST", "spelling.names.test.", "ſpelling.names.test"])
        assert.equal((await world.get(guarded, `http://${host}/`, { domains: ["spelling.names.test"] })).text, "public");
      assertFailed(await world.get(guarded, "http://no-such.names.test/", { domains: ["names.test"] }));
      assert.deepEqual(
        world.dns.queries.filter(({ name }) => name.endsWith("search.test")),
        [],
      );
      assert.deepEqual(
        world.systemDns.queries.filter(({ name }) => name.includes("spelling")),
        [],
        "the system's name server was asked",
      );
    });
  });

  /** These end in a failure, and soon. */
  const HOSTILE = {
    "does not exist": () => ({ rcode: "NXDOMAIN" }),
    "is the server's failure": () => ({ rcode: "SERVFAIL" }),
    "is refused by the server": () => ({ rcode: "REFUSED" }),
    "is not implemented": () => ({ rcode: "NOTIMP" }),
    "is malformed to the server": () => ({ rcode: "FORMERR" }),
    "has no address": () => ({}),
    "is an alias of itself": name => ({ CNAME: name }),
    "is an alias of nothing": name => ({ CNAME: `nothing.${name}` }),
    "is an alias of the root": () => ({ records: [{ name: "", type: "CNAME", data: "" }] }),
    "is a circle of aliases": name => {
      world.dns.set(`circle.${name}`, { CNAME: name });
      return query => ({
        records: Array.from({ length: 400 }, (_, i) => ({
          name: i % 2 ? `circle.${name}` : name,
          type: "CNAME",
          data: i % 2 ? name : `circle.${name}`,
        })),
      });
    },
    "gets an empty packet": () => ({ bytes: Buffer.alloc(0) }),
    "gets half a header": () => query => ({ bytes: writeAnswer(query, {}).subarray(0, 6) }),
    "gets half an answer": (name, site) => query => {
      const whole = writeAnswer(query, { records: [{ name, type: "A", data: site }] });
      return { bytes: whole.subarray(0, whole.length - 3) };
    },
    "gets a name that points to itself": () => query => {
      const bytes = writeAnswer(query, { records: [{ name: "x", type: "A", data: "93.184.216.34" }] });
      const at = 12 + query.question.length;
      bytes.writeUInt16BE(0xc000 | at, at);
      return { bytes };
    },
    "gets a label that runs out of the packet": () => query => {
      const bytes = writeAnswer(query, { records: [{ name: "x", type: "A", data: "93.184.216.34" }] });
      bytes[12 + query.question.length] = 63;
      return { bytes };
    },
    "gets an address of three bytes": name => query => ({
      bytes: writeAnswer(query, { records: [{ name, type: query.type, data: Buffer.from([10, 0, 0]) }] }),
    }),
    "gets 65,535 records of which there is none": () => query => {
      const bytes = writeAnswer(query, {});
      bytes.writeUInt16BE(65535, 6);
      return { bytes };
    },
    "gets an alias of 255 bytes": name => ({ CNAME: `${"x".repeat(63)}.${"y".repeat(63)}.${"z".repeat(63)}.${"w".repeat(55)}` }),
    "gets names that compression makes half a megabyte long": () => query =>
      query.transport === "udp" ? { isTruncated: true } : { bytes: writeHugeNames(query) },
    "gets its own question back": () => query => {
      const bytes = writeAnswer(query, {});
      bytes.writeUInt16BE(0x0100, 2);
      return { bytes };
    },
  };
  /** What c-ares does not take for an answer it goes on waiting for. */
  const IS_SLOW =
    /empty packet|half a header|question back|half an answer|points to itself|runs out|three bytes|65,535|SERVFAIL|the server|implemented/;

  describe("an answer that is forged", { concurrency: 8 }, () => {
    /** The forger is faster; the truth comes later. Neither may the forger's address be reached, nor his answer count. */
    function ignores(title, forge) {
      it(title, async () => {
        const [site, forger] = [publicSite(), world.site(closing("forged"))];
        const name = newName();
        world.dns.set(name, async query => {
          if (query.type === "A") await forge(query, [{ name, type: "A", data: forger.address }]);
          await sleep(150);
          return { A: [site.address] };
        });
        const outcome = await world.attackUrl(await world.guarded(), `http://${name}/`);
        assert.deepEqual(forger.arrivals(), []);
        assert.equal(outcome.text ?? outcome.message, "public");
      });
    }

    ignores("with another number is not believed", (query, records) => {
      for (let i = 1; i < 50; i++) query.send(writeAnswer(query, { records, id: (query.id + i) & 0xffff }));
    });
    ignores("to another question is not believed", (query, records) => {
      query.send(writeAnswer(query, { records, question: questionFor("other.names.test", "A") }));
    });
    ignores("from another address is not believed", async (query, records) => {
      const dgram = await import("node:dgram");
      const socket = dgram.createSocket("udp4");
      await new Promise(resolve => socket.bind(0, "127.0.0.99", resolve));
      await new Promise(resolve => socket.send(writeAnswer(query, { records }), query.port, query.host, resolve));
      socket.close();
    });
    ignores("from another port is not believed", async (query, records) => {
      const dgram = await import("node:dgram");
      const socket = dgram.createSocket("udp4");
      await new Promise(resolve => socket.bind(0, "127.0.0.53", resolve));
      await new Promise(resolve => socket.send(writeAnswer(query, { records }), query.port, query.host, resolve));
      socket.close();
    });

    it("to the right question for another name is not believed", async () => {
      const forger = world.site(closing("forged"));
      const name = newName();
      world.dns.set(name, { records: [{ name: "elsewhere.names.test", type: "A", data: forger.address }] });
      assertFailed(await world.attackUrl(await world.guarded(), `http://${name}/`));
      assert.deepEqual(forger.arrivals(), []);
    });

    it("of random bytes does no harm, and leads to no address that is not public", async () => {
      const guarded = await world.guarded();
      const { address: target } = world.target({ network: "10.40" });
      let seed = 4711;
      const random = below => (seed = (seed * 1103515245 + 12345) & 0x7fffffff) % below;
      world.dns.set("random.names.test", {});
      const names = Array.from({ length: 40 }, (_, i) => `r${i}.random.names.test`);
      for (const name of names) {
        world.dns.set(name, query => {
          const data = query.type === "AAAA" ? `::ffff:${target}` : target;
          const bytes = writeAnswer(query, { records: Array.from({ length: 1 + random(4) }, () => ({ name, type: query.type, data })) });
          for (let n = random(6) + 1; n > 0; n--) bytes[2 + random(bytes.length - 2)] = random(256);
          return { bytes: random(4) ? bytes : bytes.subarray(0, random(bytes.length)) };
        });
      }
      const code = `${ATTEMPT}return await Promise.all(input.map(name => attempt("http://" + name + "/", { signal: AbortSignal.timeout(1000) })));`;
      const { result } = await world.attack(guarded, code, { domains: ["random.names.test"], input: names, timeoutMs: 20000 });
      assert.equal(result.length, 40);
      assert.deepEqual(await world.acceptsOf(target), []);
      const strays = world.listeners.accepts.filter(accept => accept.text.includes("random.names.test") && isPrivate(accept.address));
      assert.deepEqual(strays, []);
    });
  });

  describe("a name of the hosts file", { concurrency: 4 }, () => {
    it("that is public there is reached", async () => {
      const site = publicSite({ address: "93.184.216.80", name: "unused-hosts.test" });
      assert.equal((await world.get(await world.guarded(), "http://public-in-hosts.test/")).text, "public");
      assert.equal(site.arrivals().length, 1);
    });

    it("that is private there is refused, and reached where the deployer allows it", async () => {
      for (const [name, address] of [
        ["private-in-hosts.test", "10.7.7.7"],
        ["loopback-in-hosts.test", "127.7.7.7"],
      ]) {
        assertRefused(await world.attackUrl(await world.guarded(), `http://${name}/`), NOT_PUBLIC);
        assert.deepEqual(await world.acceptsOf(address), []);
        world.mayBeReached(address);
        assert.equal((await world.get(await world.open(), `http://${name}/`)).text, `reached ${address}:80`);
      }
    });

    it("that is both there is refused", async () => {
      assertRefused(await world.attackUrl(await world.guarded(), "http://two-in-hosts.test/"), NOT_PUBLIC);
      assert.deepEqual(await world.acceptsOf("10.7.7.8"), []);
    });
  });

  // These wait, most of the time.
  describe("a name server that is in trouble", { concurrency: 3 }, () => {
    describe("a name", { concurrency: 16 }, () => {
      for (const [title, answerWith] of Object.entries(HOSTILE))
        it(`that ${title} fails, and nothing else does`, async () => {
          const site = publicSite();
          const name = newName();
          world.dns.set(name, answerWith(name, site.address));
          const start = performance.now();
          const response = await world.attack(await world.guarded(), FETCH, {
            domains: [name],
            input: { url: `http://${name}/` },
            timeoutMs: 8000,
          });
          if (IS_SLOW.test(title) && response.errorDetails?.kind === "timeout") return;
          assert.equal(response.error, undefined);
          assertFailed(response.result);
          assert.ok(performance.now() - start < 9000 * SLOW);
          assert.deepEqual(site.arrivals(), []);
        });

      it("whose server never answers lets the execution end on its deadline", async () => {
        const name = newName();
        world.dns.set(name, { isSilent: true });
        const response = await world.attack(await world.guarded(), FETCH, {
          domains: [name],
          input: { url: `http://${name}/` },
          timeoutMs: 700,
        });
        assert.equal(response.errorDetails?.kind, "timeout");
        assert.ok(
          response.usage.wallTimeMs >= 700 && response.usage.wallTimeMs < 700 + 150 * SLOW,
          `it ended after ${response.usage.wallTimeMs} ms`,
        );
      });

      it("whose server never answers can be given up by the code", async () => {
        const name = newName();
        world.dns.set(name, { isSilent: true });
        const start = performance.now();
        const outcome = await world.result(
          await world.guarded(),
          `try { await fetch(input, { signal: AbortSignal.timeout(200) }) } catch (error) { return error.name }`,
          { domains: [name], input: `http://${name}/` },
        );
        assert.equal(outcome, "TimeoutError");
        assert.ok(performance.now() - start < 1000 * SLOW);
      });

      it("cannot fill the server with queries that nobody answers", async () => {
        world.dns.set("flood.names.test", { isSilent: true });
        for (let i = 0; i < 50; i++) world.dns.set(`f${i}.flood.names.test`, { isSilent: true });
        const code = `
          for (let i = 0; i < 50; i++) fetch("http://f" + i + ".flood.names.test/").catch(() => {});
          await new Promise(r => setTimeout(r, 600));
          return "ended"`;
        const response = await world.attack(await world.guarded(), code, { domains: ["flood.names.test"] });
        assert.equal(response.result, "ended");
        const names = new Set(world.dns.queries.map(({ name }) => name).filter(name => name.endsWith("flood.names.test")));
        assert.ok(names.size <= 6, `${names.size} names at a time`);
      });
    });

    describe("without --dns-server", { concurrency: 4 }, () => {
      it("the name servers of resolv.conf are asked, the next one if one is dead, and no search domains", async () => {
        const site = publicSite();
        world.systemDns.set("system.names.test", { A: [site.address] });
        world.systemDns.set("missing.names.test.search.test", { A: [site.address] });
        const server = await world.serve([], { dnsServer: null });
        assert.equal((await world.get(server, "http://system.names.test/")).text, "public");
        assertFailed(await world.get(server, "http://missing.names.test/"));
        assert.deepEqual(
          world.systemDns.queries.filter(({ name }) => name.endsWith("search.test")),
          [],
        );
      });

      it("a private answer is refused all the same", async () => {
        const { address, arrivals } = world.target();
        world.systemDns.set("system-private.names.test", { A: [address] });
        const server = await world.serve([], { dnsServer: null });
        assertRefused(await world.attackUrl(server, "http://system-private.names.test/"), NOT_PUBLIC);
        assert.deepEqual(arrivals(), []);
      });
    });

    describe("a name server", () => {
      it("that is dead is passed over for the next --dns-server", async () => {
        const second = await startNameServer("127.0.0.56");
        const site = publicSite();
        second.set("second.names.test", { A: [site.address] });
        const server = await world.serve(["--dns-server", "127.0.0.57:53", "--dns-server", second.endpoint], { dnsServer: null });
        const outcome = await world.get(server, "http://second.names.test/");
        second.close();
        assert.equal(outcome.text ?? outcome.message, "public");
      });
    });
  });
}
