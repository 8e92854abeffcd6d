// SPDX-License-Identifier: MIT
// A name server over UDP and TCP that answers what a test wants, true or false, well-formed or not.
import dgram from "node:dgram";
import net from "node:net";

const TYPES = { A: 1, NS: 2, CNAME: 5, SOA: 6, PTR: 12, MX: 15, TXT: 16, AAAA: 28, OPT: 41, HTTPS: 65 };
const TYPE_NAMES = Object.fromEntries(Object.entries(TYPES).map(([name, number]) => [number, name]));
const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5 };
const UDP_MAX = 512;
const CNAME_MAX = 20;

function writeName(name) {
  const labels = name
    .split(".")
    .filter(Boolean)
    .map(label => Buffer.from(label, "latin1"));
  return Buffer.concat([...labels.map(label => Buffer.concat([Buffer.from([label.length]), label])), Buffer.from([0])]);
}

/** The name at `at`, which queries hold uncompressed, and where it ends. */
function readName(message, at) {
  const labels = [];
  while (message[at] !== 0) {
    labels.push(message.toString("latin1", at + 1, at + 1 + message[at]));
    at += message[at] + 1;
  }
  return { name: labels.join("."), end: at + 1 };
}

function readQuery(message, transport) {
  const { name, end } = readName(message, 12);
  const type = message.readUInt16BE(end);
  return {
    id: message.readUInt16BE(0),
    name: name.toLowerCase(),
    type: TYPE_NAMES[type] ?? `TYPE${type}`,
    transport,
    question: message.subarray(12, end + 4),
  };
}

function writeAddress(address) {
  if (net.isIPv4(address)) return Buffer.from(address.split(".").map(Number));
  const [head, tail] = address
    .replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a, b, c, d) => `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`)
    .split("::");
  const groups = text => (text ? text.split(":").map(group => parseInt(group, 16)) : []);
  const left = groups(head);
  const right = groups(tail);
  const all = [...left, ...Array(8 - left.length - right.length).fill(0), ...right];
  return Buffer.from(all.flatMap(group => [group >> 8, group & 255]));
}

function writeRecord({ name, type, ttl = 60, data }) {
  const content = Buffer.isBuffer(data) ? data : type === "CNAME" ? writeName(data) : writeAddress(data);
  const fixed = Buffer.alloc(10);
  fixed.writeUInt16BE(TYPES[type], 0);
  fixed.writeUInt16BE(1, 2);
  fixed.writeUInt32BE(ttl >>> 0, 4);
  fixed.writeUInt16BE(content.length, 8);
  return Buffer.concat([writeName(name), fixed, content]);
}

/** The bytes of an answer to a query. `records`: {name, type, ttl, data}; data is an address, a name or bytes. */
export function writeAnswer(
  query,
  { records = [], rcode = "NOERROR", isTruncated = false, id = query.id, question = query.question } = {},
) {
  const header = Buffer.alloc(12);
  header.writeUInt16BE(id, 0);
  header.writeUInt16BE(0x8180 | (isTruncated ? 0x0200 : 0) | RCODES[rcode], 2);
  header.writeUInt16BE(1, 4);
  header.writeUInt16BE(records.length, 6);
  return Buffer.concat([header, question, ...records.map(writeRecord)]);
}

/** The question that a query for another name would have. */
export const questionFor = (name, type) => Buffer.concat([writeName(name), Buffer.from([0, TYPES[type], 0, 1])]);

/**
 * Starts it. What it knows is told by set(name, answer), where `answer` is
 *   {A: [...], AAAA: [...], CNAME: "name", ttl}  records; a CNAME is followed as far as this server knows the names
 *   {rcode: "SERVFAIL"}, {isSilent: true}, {isTruncated: true} (over UDP; over TCP it is whole)
 *   {records: [...]}                             exactly these, whatever was asked
 *   {bytes: Buffer}                              exactly these
 *   a function (query, count) to one of these, or to a promise of one; `count` is 1 for the first query of that name
 *   and type. query.send(bytes) sends something beforehand, query.port is whom it comes from.
 * Names that nobody has set do not exist.
 */
export async function startNameServer(address, port = 53) {
  const answers = new Map();
  const queries = [];

  function recordsFor(name, type, answer, seen = []) {
    const { ttl, CNAME } = answer;
    if (CNAME === undefined) return (answer[type] ?? []).map(data => ({ name, type, ttl, data }));
    const alias = { name, type: "CNAME", ttl, data: CNAME };
    const next = answers.get(CNAME.toLowerCase());
    if (typeof next !== "object" || seen.length >= CNAME_MAX) return [alias];
    return [alias, ...recordsFor(CNAME, type, next, [...seen, name])];
  }

  function write(query, answer) {
    if (answer.bytes) return answer.bytes;
    if (answer.rcode) return writeAnswer(query, answer);
    const whole = writeAnswer(query, {
      ...answer,
      isTruncated: false,
      records: answer.records ?? recordsFor(query.name, query.type, answer),
    });
    const isTooLong = answer.isTruncated || whole.length > UDP_MAX;
    return query.transport === "udp" && isTooLong ? writeAnswer(query, { isTruncated: true }) : whole;
  }

  async function handle(message, transport, send, from) {
    let query;
    try {
      query = { ...readQuery(message, transport), send, ...from };
    } catch {
      return; // not a query
    }
    const { name, type } = query;
    queries.push({ name, type, transport, at: performance.now() });
    let answer = answers.get(name) ?? { rcode: "NXDOMAIN" };
    if (typeof answer === "function") answer = await answer(query, queriesFor(name).filter(other => other.type === type).length);
    if (!answer.isSilent) send(write(query, answer));
  }

  const queriesFor = name => queries.filter(query => query.name === name.toLowerCase());

  const udp = dgram.createSocket("udp4");
  udp.on("message", (message, { address: host, port: to }) =>
    handle(message, "udp", bytes => udp.send(bytes, to, host, () => {}), { host, port: to }),
  );

  const tcp = net.createServer(socket => {
    let received = Buffer.alloc(0);
    socket.on("error", () => {});
    socket.on("data", chunk => {
      received = Buffer.concat([received, chunk]);
      while (received.length >= 2 && received.length >= 2 + received.readUInt16BE(0)) {
        const end = 2 + received.readUInt16BE(0);
        const length = bytes => Buffer.from([bytes.length >> 8, bytes.length & 255]);
        handle(received.subarray(2, end), "tcp", bytes => socket.write(Buffer.concat([length(bytes), bytes])), {});
        received = received.subarray(end);
      }
    });
  });

  await Promise.all([
    new Promise((resolve, reject) => udp.on("error", reject).bind(port, address, resolve)),
    new Promise((resolve, reject) => tcp.on("error", reject).listen(port, address, resolve)),
  ]);
  return {
    endpoint: `${address}:${port}`,
    set: (name, answer) => answers.set(name.toLowerCase(), answer),
    queries,
    queriesFor,
    close() {
      udp.close();
      tcp.close();
    },
  };
}
