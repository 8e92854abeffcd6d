// SPDX-License-Identifier: MIT
// A caller of harmless code, in a thread of its own: the origins of an attack keep the main one busy, and the delay that
// is measured shall be the server's.
import { isMainThread, parentPort, Worker } from "node:worker_threads";
import { INVOKE, request } from "../../support/http.mjs";

/** Starts it. ask(server) runs harmless code there: {ms, answer}. */
export function startNeighbour() {
  const worker = new Worker(new URL(import.meta.url));
  const waiting = new Map();
  let last = 0;
  worker.on("message", ({ id, ...told }) => {
    waiting.get(id)(told);
    waiting.delete(id);
  });
  worker.unref();
  return {
    ask: ({ where }) =>
      new Promise(resolve => {
        waiting.set(++last, resolve);
        worker.postMessage({ id: last, where });
      }),
    close: () => worker.terminate(),
  };
}

async function ask({ id, where }) {
  const start = performance.now();
  const answer = await request(where, { method: "POST", path: INVOKE, body: '{"code":"6 * 7"}' })
    .then(({ text }) => text)
    .catch(error => error.message);
  parentPort.postMessage({ id, ms: performance.now() - start, answer });
}

if (!isMainThread) parentPort.on("message", ask);
