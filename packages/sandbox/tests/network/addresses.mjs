// SPDX-License-Identifier: MIT
// Addresses that are not public, written into a URL in every way that there is.
//
// Each claim is a pair: on the server that ships nothing comes to the address; on one whose deployer has allowed it the
// very same URL arrives there, so the way was free.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { ATTACKED } from "./support/namespace.mjs";
import { assertRefused, FETCH } from "./support/world.mjs";

const HARMLESS = ["harmless.test"];
const inBrackets = address => (address.includes(":") ? `[${address}]` : address);

/** URL and the address that it is. Each address is nobody else's, so that its listener speaks for this URL alone. */
const DISGUISED = [
  ["127.5", "127.0.0.5"],
  ["2130706695", "127.0.1.7"],
  ["0x7f000208", "127.0.2.8"],
  ["017700001411", "127.0.3.9"],
  ["0177.0.04.012", "127.0.4.10"],
  ["0x7f.0.0x5.013", "127.0.5.11"],
  ["127.0.6.12.", "127.0.6.12"],
  ["%31%32%37.0.7.13", "127.0.7.13"],
  ["①②⑦.⓪.⑧.①④", "127.0.8.14"],
  ["127。0。9。15", "127.0.9.15"],
  ["127．0．10．16", "127.0.10.16"],
  ["[::ffff:10.9.0.1]", "10.9.0.1"],
  ["[::ffff:a09:2]", "10.9.0.2"],
  ["[0:0:0:0:0:FFFF:0a09:0003]", "10.9.0.3"],
  ["[::10.9.0.4]", "::a09:4"],
  ["[::ffff:0:10.9.0.5]", "::ffff:0:a09:5"],
  ["[64:ff9b::10.9.0.6]", "64:ff9b::a09:6"],
  ["[64:ff9b:1::10.9.0.7]", "64:ff9b:1::a09:7"],
  ["[2002:a09:8::1]", "2002:a09:8::1"],
  ["[2001:0:a09:9::1]", "2001:0:a09:9::1"],
  ["[2606:4700:0:0:0:5efe:10.9.0.10]", "2606:4700::5efe:a09:a"],
  ["[fec0::7]", "fec0::7"],
  ["[2001:db8::7]", "2001:db8::7"],
  ["[fd00:0ec2:0000::0255]", "fd00:ec2::255"],
  ["0.9.0.1", "0.9.0.1"],
  ["240.9.0.1", "240.9.0.1"],
  ["198.19.255.254", "198.19.255.254"],
];

/** Nobody can connect to these over a loopback: that nothing arrives would prove nothing. That they are refused is all. */
const UNREACHABLE = ["224.0.0.1", "239.255.255.250", "255.255.255.255", "[ff02::1]", "[ff0e::1]", "[fe80::1]"];

/** Is this address reached through the URL without the rule, and not with it? */
async function checkPair(world, host, address) {
  const url = `http://${host}/latest/meta-data/`;
  const canonical = new URL(url).hostname;
  const guarded = await world.guarded();

  assertRefused(await world.attackUrl(guarded, url, { domains: HARMLESS }), /^address is not public$/);
  assertRefused(await world.attackUrl(guarded, url, { domains: [] }));
  const asked = await world.attack(guarded, FETCH, { domains: [canonical], input: { url } });
  assert.equal(asked.errorDetails?.kind, "invalid_request", `a caller may not allow ${canonical}`);
  assert.deepEqual(await world.acceptsOf(address), []);

  world.mayBeReached(address);
  const reached = await world.get(await world.open(), url, { domains: [canonical] });
  assert.equal(reached.status, 200, reached.message);
  assert.equal(reached.text, `reached ${inBrackets(address)}:80`);
}

export default function (world) {
  describe("an address that is not public", { concurrency: 8 }, () => {
    for (const address of ATTACKED) it(`is refused: ${address}`, () => checkPair(world, inBrackets(address), address));
    for (const [host, address] of DISGUISED) it(`is refused as ${host}`, () => checkPair(world, host, address));

    for (const host of UNREACHABLE)
      it(`is refused: ${host}`, async () => {
        assertRefused(await world.attackUrl(await world.guarded(), `http://${host}/`, { domains: HARMLESS }), /^address is not public$/);
      });

    it("is refused as each name of this machine itself", async () => {
      const guarded = await world.guarded();
      const names = [
        "localhost",
        "LOCALHOST",
        "localhost.",
        "foo.localhost",
        "localhost.localdomain",
        "ip6-localhost",
        "127.0.0.1",
        "127.1",
        "0",
        "0.0.0.0",
        "0x0",
        "[::1]",
        "[::]",
        "[0::0:1]",
      ];
      for (const host of names) {
        const outcome = await world.attackUrl(guarded, `http://${host}/`, { domains: HARMLESS });
        assertRefused(outcome);
        const asked = await world.run(guarded, FETCH, { domains: [new URL(`http://${host}`).hostname], input: { url: `http://${host}/` } });
        // A name with a dot may be anybody's, to look at it; what it resolves to is refused then.
        if (asked.success) assertRefused(asked.result);
        else assert.equal(asked.errorDetails.kind, "invalid_request");
      }
      for (const address of ["127.0.0.1", "::1", "0.0.0.0", "::"]) assert.deepEqual(await world.acceptsOf(address), []);

      world.mayBeReached("127.0.0.1", "::1");
      const open = await world.open();
      for (const host of ["localhost", "127.0.0.1", "127.1", "[::1]"]) {
        const reached = await world.get(open, `http://${host}/`);
        assert.match(reached.text ?? reached.message, /^reached (127\.0\.0\.1|\[::1\]):80$/, host);
      }
    });

    it("is refused whatever the scheme and the method", async () => {
      const { address, arrivals } = world.target({ network: "10.21" });
      const guarded = await world.guarded();
      for (const method of ["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"])
        for (const scheme of ["http", "https"])
          assertRefused(
            await world.get(guarded, `${scheme}://${address}/`, { domains: HARMLESS, init: { method } }),
            /^address is not public$/,
          );
      assert.deepEqual(arrivals(), []);
    });

    it("is refused in a server that lets out to other private addresses", async () => {
      const narrow = await world.serve(["--allow-address", "10.30.0.0/24"]);
      const [inside, outside] = ["10.30.0.7", "10.30.1.7"];
      world.mayBeReached(inside);
      assert.equal((await world.get(narrow, `http://${inside}/`)).text, `reached ${inside}:80`);
      const asked = await world.run(narrow, FETCH, { domains: [outside], input: { url: `http://${outside}/` } });
      if (asked.success) assertRefused(asked.result, /^address is not public$/);
      else assert.equal(asked.errorDetails.kind, "invalid_request");
      world.dns.set("outside-the-range.test", { A: [outside] });
      assertRefused(await world.get(narrow, "http://outside-the-range.test/"), /not public/);
      assert.deepEqual(await world.acceptsOf(outside), []);
    });
  });

  // By itself: the pairs above reach the same address on purpose.
  describe("an address of a metadata service", () => {
    it("is refused even where a range around it is allowed", async () => {
      const wide = await world.serve(["--allow-address", "169.254.0.0/16", "--allow-address", "100.64.0.0/10"]);
      world.dns.set("wide-range.test", { A: ["169.254.9.9"] });
      world.mayBeReached("169.254.9.9");
      assert.equal((await world.get(wide, "http://wide-range.test/")).text, "reached 169.254.9.9:80");
      world.dns.set("metadata-by-name.test", { A: ["169.254.169.254"] });
      const before = world.listeners.acceptsOf("169.254.169.254").length;
      assertRefused(await world.get(wide, "http://metadata-by-name.test/"), /not public/);
      assert.equal((await world.acceptsOf("169.254.169.254")).length - before, 0);
    });
  });

  describe("the AWS Lambda Runtime API", { concurrency: 4 }, () => {
    it("is refused by address and by name, whatever the deployer has allowed", async () => {
      const { address } = world.target();
      const runtime = `${address}:9001`;
      world.dns.set("runtime-api.test", { A: [address] });
      const options = ["--allow-address", "10.0.0.0/8", "--allow-port", "9001", "--allow-port", "8080"];
      const inLambda = await world.serve(options, { env: { AWS_LAMBDA_RUNTIME_API: runtime } });
      const urls = [`http://${runtime}/2018-06-01/runtime/invocation/next`, "http://runtime-api.test:9001/"];
      for (const url of urls) {
        const asked = await world.run(inLambda, FETCH, { domains: [new URL(url).hostname], input: { url } });
        if (asked.success) assertRefused(asked.result);
        else assert.equal(asked.errorDetails.kind, "invalid_request");
      }
      assert.deepEqual(await world.acceptsOf(address, 9001), []);
      world.mayBeReached(address);
      const elsewhere = await world.serve(options);
      for (const url of urls) assert.equal((await world.get(elsewhere, url)).text, `reached ${runtime}`);
    });
  });
}
