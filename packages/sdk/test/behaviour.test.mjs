// SPDX-License-Identifier: MIT
// Every file of packages/sandbox/tests/behaviour/ through the SDK: all of them on this machine, and the areas in which the way
// could make a difference over the others. UNTRUSTED_TESTS names a part of the paths to run.
import { describe, it } from "node:test";
import { behaviours, checkBehaviour } from "../../sandbox/tests/support/behaviour.mjs";
import { ENDPOINT, LAMBDA, LOCAL } from "./support/ways.mjs";

const AT_A_TIME = 2;
const IN_QUESTION = /^(console|errors|result)\//;

const TOO_LARGE_FOR_LAMBDA = "result/six-mib-are-accepted.js";

/** A reason to skip it, or false. */
const whyNot = (way, name) =>
  way === LAMBDA && name === TOO_LARGE_FOR_LAMBDA && "its response is larger than what Lambda returns";

async function checkAll(t, way, names) {
  const { client } = await way.start(t, { concurrency: AT_A_TIME });
  const check = ({ path, name }) =>
    t.test(name, { skip: whyNot(way, name) }, () =>
      checkBehaviour(path, (code, request) => client.run({ ...request, code })),
    );
  await Promise.all(
    behaviours()
      .filter(({ name }) => names.test(name))
      .map(check),
  );
}

describe("behaviour through the SDK", () => {
  it(LOCAL.name, { concurrency: AT_A_TIME }, t => checkAll(t, LOCAL, /./));
  for (const way of [ENDPOINT, LAMBDA])
    it(way.name, { concurrency: AT_A_TIME, skip: way.skip }, t => checkAll(t, way, IN_QUESTION));
});
