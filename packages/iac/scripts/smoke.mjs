// SPDX-License-Identifier: MIT
// Tries a deployed function out: one line for each thing that it has to do. `smoke.mjs [FUNCTION [TENANT]]`
import { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { UntrustedCode } from "@untrusted-code/sdk";
import { readOutputs } from "./outputs.mjs";

const [givenName, tenantId] = process.argv.slice(2).map((text) => text || undefined);
const outputs = readOutputs();
const functionName = givenName ?? outputs?.FunctionName;
if (functionName === undefined) {
  process.stderr.write(
    "There is no function to try: deploy one from here (make deploy), or name one: make smoke FUNCTION=name\n",
  );
  process.exit(2);
}
// The region of the deployment, whatever the environment says by now.
const region = givenName ? undefined : outputs.FunctionArn.split(":")[3];
const client = new LambdaClient(region ? { region } : {});
const sandbox = new UntrustedCode({ functionName, client, ...(tenantId ? { defaults: { tenantId } } : {}) });

const kindOf = (response) => response.errorDetails?.kind ?? (response.success ? "success" : response.error);

async function probe() {
  const { Payload, FunctionError } = await client.send(
    new InvokeCommand({
      FunctionName: functionName,
      Payload: JSON.stringify({ doctor: true }),
      ...(tenantId ? { TenantId: tenantId } : {}),
    }),
  );
  const report = JSON.parse(Buffer.from(Payload).toString());
  if (FunctionError) throw new Error(report.errorMessage);
  const refused = Object.entries(report.layers)
    .filter(([, layer]) => !layer.holds)
    .map(([name]) => name);
  return {
    ok: report.execution === true,
    says: `code runs; ${refused.length ? `not granted here: ${refused.join(", ")}` : "every isolation layer holds"}`,
  };
}

const CHECKS = {
  "2 + 2": async () => {
    const { result } = await sandbox.run({ code: "2 + 2" });
    return { ok: result === 4, says: `is ${result}` };
  },
  "a loop without end": async () => {
    const response = await sandbox.run({ code: "for (;;) {}", timeoutMs: 500 });
    return { ok: kindOf(response) === "timeout", says: `ends by ${kindOf(response)}` };
  },
  "an array without end": async () => {
    const response = await sandbox.run({ code: "const a = []; for (;;) a.push(a.length)", memoryLimitBytes: 1048576 });
    return { ok: kindOf(response) === "memory", says: `ends by ${kindOf(response)}` };
  },
  "a fetch that was not allowed": async () => {
    const { result } = await sandbox.run({ code: 'await fetch("https://example.com/").catch(error => error.message)' });
    return { ok: /refused/.test(result), says: `"${result}"` };
  },
  "the probe": probe,
};

let failed = 0;
for (const [name, check] of Object.entries(CHECKS)) {
  const { ok, says } = await check().catch((error) => ({ ok: false, says: `failed: ${error.message}` }));
  if (!ok) failed++;
  console.log(`${ok ? "ok    " : "FAILED"} ${name}: ${says}`);
}
await sandbox.close();
process.exit(failed ? 1 : 0);
