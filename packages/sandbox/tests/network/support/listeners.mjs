// SPDX-License-Identifier: MIT
// Listens on every address at once, writes down whoever comes, and hands them to the origin that a test has put there.
import { existsSync } from "node:fs";
import net from "node:net";

/** Ports that mean something: HTTP, the usual others, the Runtime API, and services that trust whoever reaches them. */
export const PORTS = [22, 25, 80, 443, 1080, 2375, 3128, 5432, 6379, 8000, 8080, 8443, 9001, 9200, 11211];

const LIMIT = 65536;

/** One spelling for each address; an IPv4 one in an IPv6 socket is that IPv4 address. */
export function canonical(address = "") {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  return net.isIPv6(plain) ? new URL(`http://[${plain}]`).hostname.slice(1, -1) : plain;
}

const inBrackets = address => (net.isIPv6(address) ? `[${address}]` : address);

/** An origin for whoever comes where nobody was expected: it says where that is. */
function tell(socket, record) {
  socket.on("data", chunk => {
    if (record.text.length < LIMIT) record.text += chunk.toString("latin1");
    const body = `reached ${inBrackets(record.address)}:${record.port}`;
    const [head, ...rest] = record.text.split("\r\n\r\n");
    const length = Number(/^content-length: (\d+)/im.exec(head)?.[1] ?? 0);
    if (rest.length > 0 && rest.join("\r\n\r\n").length >= length)
      socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
  });
}

/**
 * Starts them. `accepts` lists who came: {address, port, at, isOpen, text}; address and port are those that were
 * connected to.
 */
export async function startListeners(ports = PORTS) {
  const accepts = [];
  const origins = new Map();
  const sockets = new Set();

  function onConnection(socket) {
    const record = {
      address: canonical(socket.localAddress),
      port: socket.localPort,
      at: performance.now(),
      isOpen: true,
      text: "",
    };
    accepts.push(record);
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("end", () => (record.isOpen = false));
    socket.on("close", () => {
      record.isOpen = false;
      sockets.delete(socket);
    });
    const origin = origins.get(`${record.address} ${record.port}`) ?? origins.get(record.address);
    if (!origin) return tell(socket, record);
    if (typeof origin === "function") return origin(socket, record);
    origin.emit("connection", socket);
  }

  const host = existsSync("/proc/self/net/if_inet6") ? "::" : "0.0.0.0";
  const servers = await Promise.all(
    ports.map(
      port =>
        new Promise((resolve, reject) => {
          const server = net.createServer({ allowHalfOpen: true, noDelay: true }, onConnection);
          server.on("error", reject);
          server.listen({ port, host }, () => resolve(server));
        }),
    ),
  );
  return {
    accepts,
    /** Who came to an address, to any port of it or to one. */
    acceptsOf: (address, port) =>
      accepts.filter(accept => accept.address === canonical(address) && (port === undefined || accept.port === port)),
    /** Puts an origin at an address: a function (socket, record), or a server of node's. */
    put: (address, origin, port) => origins.set(port === undefined ? canonical(address) : `${canonical(address)} ${port}`, origin),
    close() {
      servers.forEach(server => server.close());
      sockets.forEach(socket => socket.destroy());
    },
  };
}
