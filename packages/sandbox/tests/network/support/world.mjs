// SPDX-License-Identifier: MIT
// The world that the network tests share: name servers, certificates, a listener on every address, origins, and the
// servers that are attacked.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { eventually, sleep } from "../../support/programs.mjs";
import { startServer } from "../../support/server.mjs";
import { startNameServer } from "./dns.mjs";
import { canonical, PORTS, startListeners } from "./listeners.mjs";
import { assertAlone, ATTACKED, endWithParent, hasBlackHole, NAME_SERVER, SYSTEM_NAME_SERVER } from "./namespace.mjs";
import { startNeighbour } from "./neighbour.mjs";
import { makeCertificates } from "./tls.mjs";

/** How much longer everything may take with the sanitizers. */
export const SLOW = process.env.UNTRUSTED_SANITIZE ? 6 : 1;

/** The sanitizers keep what was freed: there the size of a process tells nothing. */
const TELLS_MEMORY = !process.env.UNTRUSTED_SANITIZE;

/** How long a harmless execution may take while a hostile one runs beside it. Alone it takes some milliseconds. */
const NEIGHBOUR_MS = 1000 * SLOW;

/** Code: `await attempt(url, init)` gives what became of a fetch, and never throws. */
export const ATTEMPT = `
const attempt = async (url, init) => {
  try {
    const response = await fetch(url, init);
    const { status, redirected } = response;
    return { status, url: response.url, redirected, headers: Object.fromEntries(response.headers), text: await response.text() };
  } catch (error) {
    return { name: error.name, message: error.message };
  }
};
`;

/** Code: one attempt at input.url with input.init. */
export const FETCH = `${ATTEMPT}return await attempt(input.url, input.init);`;

/** Code: reads a body to its end, keeping nothing; how many bytes it had, and how it ended. */
export const DRAIN = `
let bytes = 0;
try {
  const response = await fetch(input.url, input.init);
  for (const reader = response.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) return { status: response.status, bytes };
    bytes += value.length;
  }
} catch (error) {
  return { name: error.name, message: error.message, bytes };
}
`;

/** A rule forbids it, and says so. */
export function assertRefused(outcome, reason = /./) {
  const { name, message } = outcome ?? {};
  assert.match(message ?? JSON.stringify(outcome), /^fetch to \S+ refused: ./s);
  assert.match(message.slice(message.indexOf(" refused: ") + 10), reason);
  assert.equal(name, "TypeError");
}

/** It was tried, and did not come off. */
export function assertFailed(outcome, reason = /./) {
  const { name, message } = outcome ?? {};
  assert.match(message ?? JSON.stringify(outcome), /^fetch to \S+ failed: ./s);
  assert.match(message.slice(message.indexOf(" failed: ") + 9), reason);
  assert.equal(name, "TypeError");
}

export const assertRefusedOrFailed = outcome => {
  assert.match(outcome?.message ?? JSON.stringify(outcome), /^fetch to \S+ (refused|failed): ./s);
  assert.equal(outcome.name, "TypeError");
};

/** Is it an address that only the deployer could allow? The tests' own opinion; written anew, and only as wide as they need it. */
export function isPrivate(address) {
  if (!address.includes(":")) {
    const [a, b, c] = address.split(".").map(Number);
    return (
      a === 0 ||
      a === 10 ||
      a === 127 ||
      a >= 224 ||
      (a === 100 && b >= 64 && b < 128) ||
      (a === 169 && b === 254) ||
      (a === 172 && b >= 16 && b < 32) ||
      (a === 192 && b === 168) ||
      (a === 192 && b === 0 && c === 0) ||
      (a === 198 && (b & 254) === 18) ||
      address === "168.63.129.16"
    );
  }
  return !/^[23]/.test(address) || /^(2002:|2001:(:|0?:|[0-9a-f]{1,2}:|1[0-9a-f]{2}:|db8:))/.test(address) || /:5efe:/.test(address);
}

/** Watches how much memory a process takes. The function that it gives ends that, and asserts that it grew by less than so much. */
export function watchMemory(pid) {
  const resident = () => Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))[1]) * 1024;
  const before = resident();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, resident())), 10);
  return bytes => {
    clearInterval(timer);
    if (TELLS_MEMORY) assert.ok(Math.max(most, resident()) - before < bytes, `the server grew by ${most - before} bytes`);
  };
}

export async function makeWorld() {
  assertAlone();
  endWithParent();
  const folder = mkdtempSync(join(tmpdir(), "untrusted-network-"));
  const certificates = makeCertificates(join(folder, "certificates"));
  const [dns, systemDns, listeners] = await Promise.all([
    startNameServer(NAME_SERVER),
    startNameServer(SYSTEM_NAME_SERVER),
    startListeners(),
  ]);

  const neighbour = startNeighbour();
  const cleanups = [];
  const clean = () => cleanups.splice(0).forEach(cleanup => cleanup());
  process.on("exit", () => {
    clean();
    rmSync(folder, { recursive: true, force: true });
  });

  let lastSite = 0;
  let lastTarget = 0;
  const announced = new Set(); // addresses that are not public, and that some test has a server reach on purpose

  /**
   * Puts an origin behind a name and an address of its own. `origin` is a server of node's, or a function (socket,
   * record). Options: `name`; `address`, if it is not to be a public one; `port`, if it is not to be all of them.
   */
  function site(origin, { name, address, port } = {}) {
    lastSite++;
    const host = name ?? `s${lastSite}.tls.test`;
    const at = address ?? `93.184.${217 + (lastSite >> 8)}.${lastSite & 255}`;
    listeners.put(at, origin, port);
    dns.set(host, at.includes(":") ? { AAAA: [at] } : { A: [at] });
    return {
      host,
      address: at,
      url: `http://${host}`,
      secureUrl: `https://${host}`,
      /** The connections that it has had. */
      arrivals: () => listeners.acceptsOf(at),
    };
  }

  /** An address that is not public, nobody else's, and has a listener on each port. */
  function target({ network = "10.20" } = {}) {
    lastTarget++;
    const address = `${network}.${1 + (lastTarget >> 8)}.${lastTarget & 255}`;
    return { address, url: `http://${address}/`, arrivals: () => listeners.acceptsOf(address) };
  }

  const environment = { ...process.env };
  // Nothing of this machine may decide for the servers.
  for (const name of Object.keys(environment)) if (/_proxy$|^UNTRUSTED_|^AWS_/i.test(name)) delete environment[name];

  let lastServer = 0;
  const died = [];
  /** Starts an `untrusted serve` that resolves through our name server and trusts our authority. */
  async function serve(args = [], { env = {}, caFile = certificates.authority.file, dnsServer = dns.endpoint } = {}) {
    const audit = join(folder, `audit-${++lastServer}.jsonl`);
    const server = await startServer(
      { after: cleanup => cleanups.push(cleanup) },
      [
        ...["--concurrency", "24", "--audit-log", audit],
        ...(caFile ? ["--ca-file", caFile] : []),
        ...(dnsServer ? ["--dns-server", dnsServer] : []),
        ...args,
      ],
      { env: { ...environment, ...env } },
    );
    server.ended.then(how => died.push({ ...how, stderr: server.stderr() }));
    /** The lines of the audit log, those about one host or all. */
    server.audited = host =>
      readFileSync(audit, "utf8")
        .split("\n")
        .filter(Boolean)
        .map(line => JSON.parse(line))
        .filter(line => host === undefined || line.host === host);
    server.auditFile = audit;
    server.auditText = () => readFileSync(audit, "utf8");
    return server;
  }

  const once = make => {
    let made;
    return () => (made ??= make());
  };
  /** As it ships: nothing is allowed but what is public. */
  const guarded = once(() => serve());
  /** The other half of each pair: a server whose deployer has allowed all that is attacked. */
  const open = once(() =>
    serve([
      ...[
        ...ATTACKED,
        "127.0.0.0/8",
        "::1",
        "10.0.0.0/8",
        "172.16.0.0/12",
        "192.168.0.0/16",
        "100.64.0.0/10",
        "198.18.0.0/15",
        "0.0.0.0/8",
        "240.0.0.0/4",
      ]
        .concat(
          "::/8",
          "64:ff9b::/96",
          "64:ff9b:1::/48",
          "2002::/16",
          "2001::/32",
          "2001:db8::/32",
          "fc00::/7",
          "fec0::/10",
          "2606:4700:0:0:0:5efe::/96",
        )
        .flatMap(range => ["--allow-address", range]),
      ...PORTS.filter(port => port !== 80 && port !== 443).flatMap(port => ["--allow-port", `${port}`]),
    ]),
  );

  /** Runs code on a server; the response object. */
  async function run(server, code, { domains, ...request } = {}) {
    const answer = await server.invoke({ code, ...(domains ? { allowedDomains: domains } : {}), ...request });
    assert.equal(answer.status, 200, answer.text);
    return Object.assign(answer.json, { requestId: answer.headers["x-amzn-requestid"] });
  }

  /** Runs code that must succeed; its result. */
  async function result(server, code, request) {
    const response = await run(server, code, request);
    assert.equal(response.error, undefined);
    return response.result;
  }

  /** One fetch; what became of it. Host of the URL is allowed, unless `domains` says otherwise. */
  function get(server, url, { domains = [new URL(url).hostname], init, ...request } = {}) {
    return result(server, FETCH, { domains, input: { url, init }, ...request });
  }

  /** Runs hostile code, and beside it harmless code, which must not feel it; the response object of the first. */
  async function attack(server, code, request) {
    const hostile = run(server, code, request);
    let hasEnded = false;
    const end = () => (hasEnded = true);
    hostile.then(end, end);
    for (let delay = 20; ; delay = 400) {
      await Promise.race([sleep(delay), hostile.catch(() => {})]);
      const { ms, answer } = await neighbour.ask(server);
      assert.match(answer, /"result":42\b/);
      assert.ok(ms < NEIGHBOUR_MS, `a harmless execution took ${Math.round(ms)} ms`);
      if (hasEnded) return hostile;
    }
  }

  /** One fetch that is an attack. */
  async function attackUrl(server, url, { domains = [new URL(url).hostname], code = FETCH, init, ...request } = {}) {
    const response = await attack(server, code, { domains, input: { url, init }, ...request });
    assert.equal(response.error, undefined);
    return response.result;
  }

  return {
    folder,
    certificates,
    dns,
    systemDns,
    listeners,
    site,
    target,
    serve,
    guarded,
    open,
    run,
    result,
    get,
    attack,
    attackUrl,
    /** From here on it is no fault that this address is reached. */
    mayBeReached: (...addresses) => addresses.forEach(address => announced.add(canonical(address))),
    hasBlackHole: hasBlackHole(),
    /** Who came to an address that is not public and that no test had a server reach. */
    unwanted: () => listeners.accepts.filter(({ address }) => isPrivate(address) && !announced.has(address)),
    /** The servers that have ended, which none should before close(): how, and what they said. */
    died: () => died,
    /** Who came to an address, given the time that a stray connection needs. */
    async acceptsOf(...where) {
      await sleep(20);
      return listeners.acceptsOf(...where);
    },
    eventually,
    close() {
      clean();
      dns.close();
      systemDns.close();
      listeners.close();
      neighbour.close();
    },
  };
}
