// SPDX-License-Identifier: MIT
// What is written in several places: limits, names, settings, costs. Here they are compared.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { it } from "node:test";
import { KEYS } from "../dist/context.js";
import { ALLOWLIST, EXECUTION, LAYERS } from "../dist/limits.js";
import { OUTCOMES } from "../dist/metrics.js";
import { environmentOf, VARIABLES } from "../dist/settings.js";

const read = path => readFileSync(new URL(`../../../${path}`, import.meta.url), "utf8");
const { properties } = JSON.parse(read("contract/request.schema.json"));

it("limits of an execution are those of the contract", () => {
  assert.match(properties.timeoutMs.description, new RegExp(`above ${EXECUTION.maximumTimeoutMs} counts as`));
  assert.match(properties.memoryLimitBytes.description, new RegExp(`above ${EXECUTION.maximumMemoryBytes} `));
  assert.equal(ALLOWLIST.entryBytes, properties.allowedDomains.items.maxLength);
});

it("isolation layers are those of the supervisor", () => {
  const names = [...read("packages/sandbox/src/supervisor/layers.c").matchAll(/\[LAYER_\w+\] = \{ "([\w-]+)"/g)];
  assert.deepEqual(names.map(([, name]) => name), [...LAYERS]);
});

it("no entry of an allowlist that the function accepts is refused by the construct", () => {
  const { groups } = JSON.parse(read("contract/policy-cases.json"));
  const cases = groups.flatMap(group => group.cases.filter(({ entry, verdict, network }) => entry && verdict === "ok" && !network));
  assert.ok(cases.length > 30);
  for (const { entry } of cases) assert.doesNotThrow(() => environmentOf({ outerAllowlist: [entry] }));
});

it("outcomes are those of the function's metrics", () => {
  const names = [...read("packages/lambda/src/metrics.c").matchAll(/return "(\w+)";/g)];
  assert.deepEqual(names.map(([, name]) => name).sort(), [...OUTCOMES].sort());
});

it("every variable that the construct sets is one that docs/lambda.md lists", () => {
  for (const variable of Object.values(VARIABLES)) assert.ok(read("docs/lambda.md").includes(`\`${variable}\``), variable);
});

it("docs/deploy.md explains every key of the context", () => {
  const settings = read("docs/deploy.md").split("## Settings")[1].split("###")[0];
  for (const key of Object.keys(KEYS)) assert.ok(settings.includes(`\`${key}\``), key);
});

it("docs/operations.md says what to do at every alarm", () => {
  const sections = [...read("docs/operations.md").split("## Alarms")[1].split("\n## ")[0].matchAll(/^### (.*)$/gm)].map(([, title]) => title);
  assert.deepEqual(sections, ["Errors", "Throttles", "Duration", "Sandbox faults", "Refusals"]);
});

it("costs in docs/deploy.md are what their arithmetic gives", () => {
  const text = read("docs/deploy.md");
  const dollars = value => `$${value.toFixed(2)}`;
  const prices = [...text.matchAll(/\$(0\.0000\d+) \((arm64|x86-64)\)/g)].map(([, price]) => Number(price));
  assert.equal(prices.length, 2);
  const requestsAndLogs = 0.2 + (1e6 * 1.8e3 * 0.5) / 1e9;
  const rows = [...text.matchAll(/^\| (\d+) (ms|s) \(.*?\) \| (.*) \|$/gm)];
  assert.equal(rows.length, 4);
  for (const [, duration, unit, cells] of rows) {
    const seconds = Number(duration) / (unit === "ms" ? 1000 : 1);
    const expected = prices.flatMap(price => {
      const compute = 1e6 * 0.5 * seconds * price;
      return [dollars(compute), `**${dollars(compute + requestsAndLogs)}**`];
    });
    assert.deepEqual(cells.split(" | "), expected);
  }
});
