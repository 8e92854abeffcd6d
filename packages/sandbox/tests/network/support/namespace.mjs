// SPDX-License-Identifier: MIT
// A network that the tests have for themselves: a network namespace with nothing but a loopback, on which every
// address of the world is local. Whatever the code in the sandbox reaches is one of the tests' own listeners, and
// not a packet leaves the machine.
//
// Run as a program, by enter(), it prepares the namespaces that it finds itself in and runs the tests there.
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What code in the sandbox would like to reach. All of them are addresses of the loopback, by name. */
export const ATTACKED = [
  "10.0.0.1",
  "10.255.255.254",
  "100.64.0.1",
  "100.100.100.200", // Alibaba's metadata
  "168.63.129.16", // Azure's wire server
  "169.254.169.254", // AWS, Google, Azure and others
  "169.254.170.2", // ECS credentials
  "172.16.0.1",
  "172.31.255.254",
  "192.0.0.192", // Oracle's metadata
  "192.168.0.1",
  "192.168.255.254",
  "198.18.0.1",
  "fd00:ec2::254",
  "fc00::1",
  "fd12:3456:789a::1",
];

/** These stand for servers of the world. */
const PUBLIC = ["93.184.216.34", "2606:4700::1111"];

/** Of this one the kernel says at once that nobody is there, and to this one packets go and are never heard of again. */
export const NOBODY = "93.184.250.1";
export const BLACK_HOLE = "93.184.251.1";

export const NAME_SERVER = "127.0.0.53"; // for --dns-server
export const SYSTEM_NAME_SERVER = "127.0.0.54"; // of resolv.conf
const HOSTS = `127.0.0.1 localhost
::1 localhost ip6-localhost
93.184.216.80 public-in-hosts.test
10.7.7.7 private-in-hosts.test
127.7.7.7 loopback-in-hosts.test
93.184.216.81 two-in-hosts.test
10.7.7.8 two-in-hosts.test
`;
const RESOLV_CONF = `nameserver 127.0.0.55
nameserver ${SYSTEM_NAME_SERVER}
search search.test
options ndots:5 timeout:1 attempts:2
`;

const HAS_BLACK_HOLE = "UNTRUSTED_NETWORK_TEST_BLACK_HOLE";

/** The variable that says from which namespaces the tests were started, by whoever started them. */
export const PARENT = "UNTRUSTED_NETWORK_TEST_PARENT";
/** And this one, who that was, if it was not root: "UID:GID". */
const OWNER = "UNTRUSTED_NETWORK_TEST_OWNER";
const namespacesOf = who => `${readlinkSync(`/proc/${who}/ns/net`)} ${readlinkSync(`/proc/${who}/ns/mnt`)}`;

export const wasEntered = () => PARENT in process.env;

function output(program, ...args) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program} ${args.join(" ")}: ${stderr.trim()}`);
  return stdout;
}

/**
 * Throws unless this process has a network to itself, which leads nowhere. Nothing may be sent, and nothing be
 * configured, before this has been asked.
 */
export function assertAlone() {
  const refuse = why => {
    throw new Error(`the network tests run only in a network namespace of their own (network.test.mjs makes it): ${why}`);
  };
  const parent = process.env[PARENT];
  if (!parent) refuse("this was started by hand");
  const [parentNet, parentMount] = parent.split(" ");
  const [net, mount] = namespacesOf("self").split(" ");
  if (net === parentNet) refuse("the network is the machine's");
  if (mount === parentMount) refuse("the mounts are the machine's");
  const interfaces = readFileSync("/proc/self/net/dev", "utf8")
    .split("\n")
    .slice(2)
    .filter(Boolean)
    .map(line => line.split(":")[0].trim());
  if (interfaces.join() !== "lo") refuse(`it has the interfaces ${interfaces.join(", ")}`);
  for (const family of ["-4", "-6"])
    for (const route of output("ip", family, "route", "show").split("\n").filter(Boolean))
      if (/^default\b/.test(route) || !/ dev lo\b/.test(route)) refuse(`it has a route: ${route}`);
}

const isRoot = () => process.getuid() === 0;
export const unshareArgs = () => [...(isRoot() ? [] : ["--user", "--map-root-user"]), "--net", "--mount", "--fork", "--kill-child"];

/** Why there can be no such namespace here; undefined if there can. */
export function whyUnavailable() {
  if (process.platform !== "linux") return "network namespaces are Linux's";
  for (const [program, flag] of [
    ["unshare", "--version"],
    ["ip", "-Version"],
    ["openssl", "version"],
  ])
    if (spawnSync(program, [flag]).error) return `there is no ${program}`;
  const { status, stderr } = spawnSync("unshare", [...unshareArgs(), "ip", "link", "set", "lo", "up"], { encoding: "utf8" });
  return status === 0 ? undefined : `no network namespace: ${stderr.trim()}`;
}

/** Runs a file of tests in a namespace of its own; its exit status. Its reports go where this process's own would. */
export function enter(file) {
  const child = spawn("unshare", [...unshareArgs(), process.execPath, fileURLToPath(import.meta.url), file, ...process.execArgv], {
    stdio: ["pipe", "inherit", "inherit"], // the end of its standard input tells it that we are gone
    env: {
      ...process.env,
      [PARENT]: namespacesOf("self"),
      ...(isRoot() ? {} : { [OWNER]: `${process.getuid()}:${process.getgid()}` }),
    },
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (status, signal) => resolve(signal ? 1 : status));
  });
}

/** Ends this process with the one that started it. Without standing in the way of its own end. */
export function endWithParent() {
  process.stdin
    .on("error", () => {})
    .on("close", () => process.exit(1))
    .resume();
  process.stdin.unref?.();
}

/** Puts a file of ours over one of the system's, for this mount namespace alone. */
function cover(path, text, folder) {
  if (!existsSync(path)) return;
  const file = join(folder, path.replaceAll("/", "-"));
  writeFileSync(file, text);
  output("mount", "--bind", file, path);
}

function prepare(folder) {
  output("ip", "link", "set", "lo", "up");
  const hasIpv6 = existsSync("/proc/self/net/if_inet6");
  for (const address of [...ATTACKED, ...PUBLIC]) {
    if (!address.includes(":")) output("ip", "address", "add", `${address}/32`, "dev", "lo");
    else if (hasIpv6) output("ip", "-6", "address", "add", `${address}/128`, "dev", "lo", "nodad");
  }
  // And all others: they are addresses of this machine, to which there is no route.
  output("ip", "-4", "route", "add", "local", "0.0.0.0/0", "dev", "lo", "table", "local");
  if (hasIpv6) output("ip", "-6", "route", "add", "local", "::/0", "dev", "lo", "table", "local");
  output("ip", "-4", "route", "add", "unreachable", `${NOBODY}/32`, "table", "local");
  digBlackHole(BLACK_HOLE);
  cover("/etc/hosts", HOSTS, folder);
  cover("/etc/resolv.conf", RESOLV_CONF, folder);
  if (process.env[OWNER]) writeFileSync("/proc/sys/net/ipv4/ip_unprivileged_port_start", "0");
}

/** Drops what comes to an address. Not every kernel can; whether this one did is told to the tests. */
function digBlackHole(address) {
  try {
    writeFileSync("/proc/sys/net/ipv4/conf/lo/disable_policy", "0");
    output("ip", "xfrm", "policy", "add", "dst", `${address}/32`, "dir", "in", "action", "block");
    process.env[HAS_BLACK_HOLE] = "1";
  } catch {
    // the tests that need it are skipped
  }
}

export const hasBlackHole = () => HAS_BLACK_HOLE in process.env;

/** Who is root only in a user namespace of ours goes back to what it was: the programs would take it for root. */
function commandFor(file, execArgv) {
  const node = [process.execPath, ...execArgv, file];
  if (!process.env[OWNER]) return node;
  const [uid, gid] = process.env[OWNER].split(":");
  return ["unshare", "--user", `--map-user=${uid}`, `--map-group=${gid}`, ...node];
}

async function main() {
  const [file, ...execArgv] = process.argv.slice(2);
  assertAlone();
  const folder = mkdtempSync(join(tmpdir(), "untrusted-network-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  prepare(folder);
  assertAlone();
  const [program, ...args] = commandFor(file, execArgv);
  const child = spawn(program, args, { stdio: ["pipe", "inherit", "inherit"] });
  endWithParent();
  child.on("close", (status, signal) => process.exit(signal ? 1 : status));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await main();
