// SPDX-License-Identifier: MIT
// Starts `untrusted serve`, by itself on a port that is free, and stops it after the test.
import { spawn } from "node:child_process";
import { INVOKE, request } from "./http.mjs";
import { collect, eventually, untrusted } from "./programs.mjs";

/** The server, when it is ready. */
export async function startServer(t, args = [], { listen = "127.0.0.1:0", ...options } = {}) {
  const child = spawn(untrusted, ["serve", "--listen", listen, ...args], { stdio: ["ignore", "ignore", "pipe"], ...options });
  const stderr = collect(child.stderr);
  const ended = new Promise(resolve => child.on("close", (status, signal) => resolve({ status, signal })));
  t.after(() => child.kill("SIGKILL"));

  const [, address] = await eventually(() => {
    if (child.exitCode !== null) throw new Error(`it did not start: ${stderr()}`);
    return /listening on (\S+) \(/.exec(stderr());
  }, "the server is ready");
  const where = address.startsWith("unix:") ? { socketPath: address.slice(5) } : { port: Number(new URL(address).port) };
  return {
    ...where,
    where,
    address,
    pid: child.pid,
    stderr,
    ended,
    signal: name => child.kill(name),
    /** Stops it; how it ended. */
    stop(name = "SIGTERM") {
      child.kill(name);
      return ended;
    },
    request: options => request(where, options),
    /** Invokes with a request object, or with text: the answer. */
    invoke(body, { headers, ...rest } = {}) {
      return request(where, {
        method: "POST",
        path: INVOKE,
        headers: { "Content-Type": "application/json", ...headers },
        body: typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body),
        ...rest,
      });
    },
    health: async () => (await request(where)).json,
  };
}
