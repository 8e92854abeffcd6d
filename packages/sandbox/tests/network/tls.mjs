// SPDX-License-Identifier: MIT
// TLS: who is not proven to be the host gets no request.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import http2 from "node:http2";
import https from "node:https";
import { join } from "node:path";
import { describe, it } from "node:test";
import tls from "node:tls";
import { pour, silent } from "./support/origin.mjs";
import { assertFailed, FETCH, SLOW } from "./support/world.mjs";

export default function (world) {
  const { certificates } = world;

  /** A site that writes down what it was asked, decrypted. */
  function secureSite(options, site = {}) {
    const requests = [];
    const server = https.createServer(options, (request, response) => {
      requests.push(request);
      response.end(`asked for ${request.headers.host}${request.url}`);
    });
    server.on("tlsClientError", () => {});
    return Object.assign(world.site(server, site), { requests });
  }

  /** Proof that the origin does speak this version, with its ciphers: node's own client gets through. */
  const speaks = (site, version) =>
    new Promise((resolve, reject) => {
      const socket = tls.connect({
        host: site.address,
        port: 443,
        servername: site.host,
        ca: certificates.authority.cert,
        minVersion: version,
        maxVersion: version,
        ciphers: "DEFAULT@SECLEVEL=0",
      });
      socket.on("secureConnect", () => (socket.destroy(), resolve(true)));
      socket.on("error", reject);
    });

  describe("a certificate", { concurrency: 8 }, () => {
    it("of an authority that is trusted, for this name and this time, lets the request through", async () => {
      const site = secureSite(certificates.good);
      const outcome = await world.get(await world.guarded(), `${site.secureUrl}/path`);
      assert.equal(outcome.text ?? outcome.message, `asked for ${site.host}/path`);
    });

    const bad = {
      "that has expired": "expired",
      "that is not valid yet": "notYetValid",
      "for another name": "wrongName",
      "for another address": "wrongAddress",
      "of an unknown authority": "unknownAuthority",
      "that signed itself": "selfSigned",
      "whose issuer may not issue": "fromALeaf",
      "for whatever is below a top-level name": "deepWildcard",
    };
    const messages = {
      expired: "the certificate has expired",
      notYetValid: "the certificate is not valid yet",
      wrongName: "the certificate is not for this host",
      wrongAddress: "the certificate is not for this host",
      selfSigned: "the certificate is self-signed",
    };
    for (const [title, name] of Object.entries(bad))
      it(`${title} does not let the request through, not even its path`, async () => {
        const site = secureSite(certificates[name]);
        const outcome = await world.attackUrl(await world.guarded(), `${site.secureUrl}/secret`, {
          init: { headers: { Authorization: "secret" } },
        });
        assertFailed(outcome);
        if (messages[name]) assert.ok(outcome.message.endsWith(`failed: ${messages[name]}`), outcome.message);
        assert.ok(site.arrivals().length > 0);
        assert.deepEqual(site.requests, []);
      });

    it("for an address is good for that address alone", async () => {
      const server = await world.serve(["--allow-address", "93.184.216.34/32"]);
      const right = secureSite(certificates.good, { address: "93.184.216.34", name: "by-address.test" });
      for (const url of ["https://93.184.216.34/", "https://by-address.test/"]) {
        const answer = await world.run(server, FETCH, { domains: [new URL(url).hostname], input: { url } });
        if (url.includes("by-address")) assertFailed(answer.result);
        else if (answer.success && answer.result.status) assert.equal(answer.result.text, "asked for 93.184.216.34/");
      }
      assert.ok(right.requests.length <= 1);
    });

    it("is checked anew on each connection", async () => {
      const [good, expired] = [
        https.createServer(certificates.good, (_, response) => response.setHeader("Connection", "close").end("ok")),
        secureSite(certificates.expired),
      ];
      const site = world.site(good);
      const guarded = await world.guarded();
      assert.equal((await world.get(guarded, site.secureUrl)).text, "ok");
      world.dns.set(site.host, { A: [expired.address] });
      assertFailed(await world.get(guarded, site.secureUrl));
      assert.deepEqual(expired.requests, []);
    });
  });

  describe("the version of TLS", { concurrency: 4 }, () => {
    for (const [version, isGood] of [
      ["TLSv1", false],
      ["TLSv1.1", false],
      ["TLSv1.2", true],
      ["TLSv1.3", true],
    ])
      it(`${version} is ${isGood ? "spoken" : "not spoken"}`, async () => {
        const ciphers = isGood ? {} : { ciphers: "DEFAULT@SECLEVEL=0" };
        const site = secureSite({ ...certificates.good, minVersion: version, maxVersion: version, ...ciphers });
        assert.equal(await speaks(site, version), true);
        const outcome = await world.attackUrl(await world.guarded(), site.secureUrl);
        if (isGood) assert.equal(outcome.status, 200, outcome.message);
        else assertFailed(outcome);
        assert.equal(site.requests.length, isGood ? 1 : 0);
      });

    for (const version of ["TLSv1.2", "TLSv1.3"])
      it(`HTTP/2 is spoken over ${version}`, async () => {
        const seen = [];
        const server = http2.createSecureServer({ ...certificates.good, minVersion: version, maxVersion: version }, (request, response) => {
          seen.push(request.httpVersion);
          response.end("ok");
        });
        const site = world.site(server);
        const outcome = await world.get(await world.guarded(), site.secureUrl);
        assert.equal(outcome.text ?? outcome.message, "ok");
        assert.deepEqual(seen, ["2.0"]);
      });
  });

  describe("a handshake", { concurrency: 8 }, () => {
    const hostile = {
      "with one who speaks no TLS": socket => socket.on("error", () => {}).end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
      "with one who closes at once": socket => socket.destroy(),
      "with garbage": socket => socket.on("error", () => {}).end(Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 31) & 255))),
      "with alerts without end": socket => pour(socket, Buffer.alloc(0), Buffer.from([21, 3, 3, 0, 2, 1, 90])),
      "with empty records without end": socket =>
        pour(
          socket.on("error", () => {}),
          Buffer.alloc(0),
          Buffer.concat(Array(200).fill(Buffer.from([22, 3, 3, 0, 0]))),
        ),
      "with a message of 16 MB": socket =>
        pour(
          socket.on("error", () => {}),
          Buffer.from([22, 3, 3, 0x40, 0, 2, 0xff, 0xff, 0xff]),
          Buffer.alloc(16384),
        ),
    };
    for (const [title, origin] of Object.entries(hostile))
      it(`${title} fails`, async () => {
        assertFailed(await world.attackUrl(await world.guarded(), world.site(origin).secureUrl));
      });

    it("with requests for a handshake without end fails, or ends on the execution's deadline", async () => {
      const helloRequests = Buffer.concat([Buffer.from([22, 3, 3, 0x40, 0]), Buffer.alloc(16384)]);
      const site = world.site(socket => pour(socket, Buffer.alloc(0), helloRequests));
      const answer = await world.attack(await world.serve(), FETCH, {
        domains: [site.host],
        input: { url: site.secureUrl },
        timeoutMs: 1500,
      });
      if (answer.success) assertFailed(answer.result);
      else assert.equal(answer.errorDetails.kind, "timeout");
      assert.ok(answer.usage.wallTimeMs < 1500 + 150 * SLOW, `it ended after ${answer.usage.wallTimeMs} ms`);
    });

    it("whose numbers the server chooses is not made", async () => {
      const dhparam = execFileSync("openssl", ["genpkey", "-genparam", "-algorithm", "DH", "-pkeyopt", "group:ffdhe2048"]);
      // With a key of a curve, as the other certificates have, there is no such exchange at all.
      const options = { ...certificates.rsa, dhparam, ciphers: "DHE-RSA-AES128-GCM-SHA256", maxVersion: "TLSv1.2" };
      const server = tls.createServer(options, socket => socket.on("error", () => {}).end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
      const site = world.site(server);
      const outcome = await world.attackUrl(await world.guarded(), site.secureUrl);
      assert.match(outcome.message, /failed: the TLS handshake failed/);
      assert.ok(site.arrivals().length > 0);
      assert.equal(await speaks(site, "TLSv1.2"), true);
    });

    it("that never comes to an end lets the execution end on its deadline", async () => {
      const site = world.site(silent);
      const answer = await world.attack(await world.guarded(), FETCH, {
        domains: [site.host],
        input: { url: site.secureUrl },
        timeoutMs: 700,
      });
      assert.equal(answer.errorDetails?.kind, "timeout");
      assert.ok(answer.usage.wallTimeMs < 700 + 150 * SLOW);
    });

    it("names the host that was asked for", async () => {
      const names = [];
      const server = tls.createServer({ ...certificates.good, SNICallback: (name, done) => (names.push(name), done(null)) }, socket => {
        socket.on("error", () => {}).once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"));
      });
      const site = world.site(server);
      assert.equal((await world.get(await world.guarded(), `https://${site.host.toUpperCase()}./`)).text, "ok");
      assert.deepEqual(names, [site.host]);
    });
  });

  describe("authorities", { concurrency: 4 }, () => {
    it("are those of --ca-file and no others", async () => {
      const [site, other] = [secureSite(certificates.good), secureSite(certificates.unknownAuthority)];
      const server = await world.serve([], { caFile: certificates.otherAuthority.file });
      assertFailed(await world.get(server, site.secureUrl));
      assert.equal((await world.get(server, other.secureUrl)).status, 200);
      assert.deepEqual(site.requests, []);
    });

    it("may be several in one file", async () => {
      const file = join(world.folder, "both.pem");
      writeFileSync(file, Buffer.concat([readFileSync(certificates.otherAuthority.file), readFileSync(certificates.authority.file)]));
      const server = await world.serve([], { caFile: file });
      for (const name of ["good", "unknownAuthority"])
        assert.equal((await world.get(server, secureSite(certificates[name]).secureUrl)).status, 200);
    });

    const SYSTEM = "/etc/ssl/certs/ca-certificates.crt";
    it("may be added to those of the system", { skip: !existsSync(SYSTEM) && `there is no ${SYSTEM} here` }, async () => {
      const file = join(world.folder, "added.pem");
      writeFileSync(file, Buffer.concat([readFileSync(SYSTEM), Buffer.from("\n# Ours\n"), readFileSync(certificates.authority.file)]));
      const server = await world.serve([], { caFile: file });
      const [site, other] = [secureSite(certificates.good), secureSite(certificates.unknownAuthority)];
      for (let i = 0; i < 2; i++) {
        assert.equal((await world.get(server, site.secureUrl)).status, 200);
        assertFailed(await world.get(server, other.secureUrl), /the certificate's authority is not a trusted one/);
      }
      assert.deepEqual(other.requests, []);
    });

    it("may be an origin's own certificate, and then stand for it alone", async () => {
      for (const name of ["selfSigned", "good"]) {
        const server = await world.serve([], { caFile: certificates[name].file });
        assert.equal((await world.get(server, secureSite(certificates[name]).secureUrl)).status, 200, name);
        for (const other of ["rsa", "unknownAuthority"]) {
          const site = secureSite(certificates[other]);
          assertFailed(await world.get(server, site.secureUrl));
          assert.deepEqual(site.requests, []);
        }
      }
    });

    it("that are broken inside are not believed, and the others are", async () => {
      const der = Buffer.from(String(certificates.authority.cert).replace(/-----.*-----|\n/g, ""), "base64");
      const algorithm = der.indexOf(Buffer.from("06082a8648ce", "hex"));
      assert.ok(algorithm > 0);
      der[algorithm] = 4; // an octet string, where OpenSSL wants to find what the signature is of
      const lines = der.toString("base64").match(/.{1,64}/g);
      const broken = ["-----BEGIN CERTIFICATE-----", ...lines, "-----END CERTIFICATE-----", ""].join("\n");
      const file = join(world.folder, "broken.pem");
      writeFileSync(file, broken + readFileSync(certificates.otherAuthority.file));
      const server = await world.serve([], { caFile: file });
      const [site, other] = [secureSite(certificates.good), secureSite(certificates.unknownAuthority)];
      for (let i = 0; i < 2; i++) {
        assertFailed(await world.get(server, site.secureUrl), /the certificate's authority is not a trusted one/);
        assert.equal((await world.get(server, other.secureUrl)).status, 200);
      }
      assert.deepEqual(site.requests, []);
    });

    it("of the system do not include ours, whatever the environment says", async () => {
      const site = secureSite(certificates.good);
      const { file } = certificates.authority;
      const server = await world.serve([], {
        caFile: null,
        env: { SSL_CERT_FILE: file, SSL_CERT_DIR: world.folder, CURL_CA_BUNDLE: file, REQUESTS_CA_BUNDLE: file, NODE_EXTRA_CA_CERTS: file },
      });
      assertFailed(await world.get(server, site.secureUrl));
      assert.deepEqual(site.requests, []);
    });

    it("that cannot be read stop the start", async () => {
      const empty = join(world.folder, "empty.pem");
      writeFileSync(empty, "");
      const garbage = join(world.folder, "garbage.pem");
      writeFileSync(garbage, "-----BEGIN CERTIFICATE-----\ngarbage\n-----END CERTIFICATE-----\n");
      const cut = join(world.folder, "cut.pem");
      const whole = readFileSync(certificates.authority.file);
      writeFileSync(cut, Buffer.concat([whole, whole.subarray(0, whole.length - 40)]));
      for (const caFile of [join(world.folder, "no-such.pem"), empty, garbage, cut, world.folder])
        await assert.rejects(world.serve([], { caFile }), /it did not start/, caFile);
    });
  });
}
