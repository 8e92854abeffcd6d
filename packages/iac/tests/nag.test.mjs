// SPDX-License-Identifier: MIT
// AwsSolutionsChecks of cdk-nag over each form of the stack. What is acknowledged has its reason in the source.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Stack } from "aws-cdk-lib";
import { Bucket } from "aws-cdk-lib/aws-s3";
import { AwsSolutionsChecks } from "cdk-nag";
import { UntrustedCodeStack } from "../dist/index.js";
import { makeApp, zip } from "./support/synth.mjs";

const findingsOf = app => {
  const { success, violations } = new AwsSolutionsChecks(app).validateScope(app);
  return { success, rules: violations.map(({ ruleName }) => ruleName) };
};

describe("cdk-nag has nothing to say of the stack", () => {
  for (const context of [
    {},
    { network: "isolated" },
    { tracing: "true" },
    { network: "isolated", tracing: "true", encryptionKey: "new", dashboard: "true" },
    { functionUrl: "true" },
    { tenantIsolation: "true" },
    { network: "vpc", vpcId: "vpc-0123456789abcdef0", subnetIds: "subnet-0123456789abcdef0" },
  ])
    it(JSON.stringify(context), () => {
      const app = makeApp({ zip, ...context });
      new UntrustedCodeStack(app, "UntrustedCode");
      assert.deepEqual(findingsOf(app), { success: true, rules: [] });
    });

  it("and would have: a bucket without anything is found", () => {
    const app = makeApp();
    new Bucket(new Stack(app, "Test"), "Bucket");
    assert.ok(findingsOf(app).rules.length > 0);
  });
});
