#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// The least that a runtime can be: it answers each event with the event. For tests of the emulator, and as the
// yardstick of the benchmark. An event {"do": …} makes it misbehave.
import http from "node:http";

const [host, port] = process.env.AWS_LAMBDA_RUNTIME_API.split(":");
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });

export function call(method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const request = http.request({ host, port, agent, method, path: `/2018-06-01/runtime/${path}`, headers }, answer => {
      const chunks = [];
      answer.on("data", chunk => chunks.push(chunk));
      answer.on("end", () => resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(chunks) }));
      answer.on("error", reject);
    });
    request.on("error", reject);
    if (body !== undefined) request.setHeader("Content-Length", Buffer.byteLength(body));
    request.end(body);
  });
}

async function serve() {
  const { headers, body } = await call("GET", "invocation/next");
  const id = headers["lambda-runtime-aws-request-id"];
  const echo = { "Lambda-Runtime-Invocation-Id": headers["lambda-runtime-invocation-id"] ?? "" };
  const event = body.length < 1000 ? JSON.parse(body) : null;
  const statuses = [];
  const post = async (path, text, more = echo) => statuses.push((await call("POST", path, text, more)).status);
  if (event?.do === "exit") process.exit(7);
  if (event?.do === "sleep") await new Promise(resolve => setTimeout(resolve, event.ms));
  if (event?.do === "wrong id") await post("invocation/00000000-0000-4000-8000-000000000000/response", "{}");
  if (event?.do === "wrong invocation") await post(`invocation/${id}/response`, "{}", { "Lambda-Runtime-Invocation-Id": "other" });
  if (event?.do === "late init error") await post("init/error", "{}");
  if (event?.do === "unknown path") await post("nonsense", "{}");
  if (event?.do === "too large") await post(`invocation/${id}/response`, Buffer.alloc(6291557, " "));
  if (event?.do === "error") await post(`invocation/${id}/error`, '{"errorType":"Some.Type","errorMessage":"of this kind"}');
  else if (event?.do !== "nothing" && event?.do !== "too large") await post(`invocation/${id}/response`, body);
  if (event?.do === "twice") await post(`invocation/${id}/response`, "{}");
  if (event?.do) console.log(JSON.stringify({ headers, statuses }));
}

if (process.env.ECHO_INIT_ERROR) {
  await call("POST", "init/error", '{"errorType":"Some.Init","errorMessage":"failed"}');
  process.exit(1);
}
for (;;) await serve();
