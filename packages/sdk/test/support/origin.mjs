// SPDX-License-Identifier: MIT
// A small HTTP server on loopback, and what it was asked.
import http from "node:http";
import net from "node:net";

/** Starts one: { url, port, requests }. `answer(request, body, response)` gets each request when it is whole. */
export async function startOrigin(t, answer) {
  const requests = [];
  const server = http.createServer(async (request, response) => {
    const chunks = [];
    try {
      for await (const chunk of request) chunks.push(chunk);
    } catch {
      return; // the client has gone
    }
    const { method, url, headers } = request;
    requests.push({ method, url, headers });
    answer(request, Buffer.concat(chunks).toString(), response);
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address();
  return { url: `http://127.0.0.1:${port}`, port, requests, server };
}

const HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n";

/** What a server sends that breaks off, and how it goes. */
const ENDS = {
  reset: ["", "reset"],
  ended: ["", "end"],
  "reset in the head": ["HTTP/1.1 200 OK\r\nContent-Ty", "reset"],
  "reset in the body": [`${HEAD}{"success":true,`, "reset"],
  "ended in the body": [`${HEAD}{"success":true,`, "end"],
  garbled: ["ICY 200 OK\r\n\r\nhello", "end"],
};

/**
 * Takes a request and breaks off, as ENDS has it; "closed": a port that nobody listens on. { port, connections() },
 * which tells how many connections have carried a request.
 */
export async function startRefusal(t, how) {
  let requests = 0;
  const server = net.createServer(socket => {
    socket.on("error", () => {});
    let text = "";
    socket.on("data", chunk => {
      text += chunk;
      if (!text.includes('"code"')) return;
      text = "";
      requests++;
      const [bytes, end] = ENDS[how];
      socket.write(bytes);
      // A moment later, so that what was sent arrives.
      setTimeout(() => (end === "reset" ? socket.resetAndDestroy() : socket.end()), 20);
    });
  });
  await new Promise(done => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  if (how === "closed") await new Promise(done => server.close(done));
  else t.after(() => server.close());
  return { port, connections: () => requests };
}
