#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// What the client adds to a call on this machine: `2 + 2` through it, and through the executor's bare socket with a request
// written by hand. In turns, in blocks, so that both meet the same machine: local.mjs [CALLS [--json]]
import net from "node:net";
import { fileURLToPath } from "node:url";
import { Executor } from "@untrusted-code/sandbox";
import { UntrustedCode } from "@untrusted-code/sdk";

const CODE = "2 + 2";
const BLOCKS = 20;
const CALLS = 4000;

const median = numbers => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** One connection, on which every byte is ours: { call(), close() }. */
async function connectBare(path) {
  const body = JSON.stringify({ code: CODE });
  const request = `POST /2015-03-31/functions/untrusted-code/invocations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
  const socket = net.connect(path);
  await new Promise((done, fail) => socket.on("connect", done).on("error", fail));
  let text = "";
  let answered;
  socket.setEncoding("utf8").on("data", chunk => {
    text += chunk;
    const head = text.indexOf("\r\n\r\n");
    if (head < 0 || text.length < head + 4 + Number(/content-length: (\d+)/i.exec(text)[1])) return;
    const answer = text.slice(head + 4);
    text = "";
    answered(answer);
  });
  const call = () =>
    new Promise(done => {
      answered = done;
      socket.write(request);
    });
  return { call, close: () => socket.destroy() };
}

/** Milliseconds of each call of a block: their median. */
async function measureBlock(call, calls, isRight) {
  const times = [];
  for (let i = 0; i < calls; i++) {
    const start = performance.now();
    const answer = await call();
    times.push(performance.now() - start);
    if (!isRight(answer)) throw new Error(`an answer that is wrong: ${JSON.stringify(answer)}`);
  }
  return median(times);
}

/** The medians of the blocks, in milliseconds: { local, bare }. */
export async function measureLocal({ untrusted, blocks = BLOCKS, calls = CALLS / BLOCKS }) {
  const executor = new Executor({ ...(untrusted && { executable: untrusted }), concurrency: 1 });
  const client = new UntrustedCode({ local: executor });
  const bare = await connectBare(await executor.listen());
  const ways = {
    local: () =>
      measureBlock(
        () => client.run({ code: CODE }),
        calls,
        ({ result }) => result === 4,
      ),
    bare: () => measureBlock(bare.call, calls, answer => JSON.parse(answer).result === 4),
  };
  const medians = { local: [], bare: [] };
  try {
    for (let block = -1; block < blocks; block++)
      for (const [name, measure] of Object.entries(ways)) {
        const ms = await measure();
        if (block >= 0) medians[name].push(ms); // the first one warms up
      }
  } finally {
    bare.close();
    await client.close();
    await executor.close();
  }
  return medians;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const calls = Number(process.argv[2] ?? CALLS);
  const untrusted = process.env.UNTRUSTED_BIN ?? fileURLToPath(new URL("../../../bin/untrusted", import.meta.url));
  const medians = await measureLocal({ untrusted, calls: Math.ceil(calls / BLOCKS) });
  const ms = { local: median(medians.local), bare: median(medians.bare) };
  if (process.argv[3] === "--json") {
    console.log(JSON.stringify(ms));
    process.exit();
  }
  console.log(`the client        ${ms.local.toFixed(3)} ms`);
  console.log(`the bare socket   ${ms.bare.toFixed(3)} ms`);
  console.log(`the difference    ${(ms.local - ms.bare).toFixed(3)} ms`);
}
