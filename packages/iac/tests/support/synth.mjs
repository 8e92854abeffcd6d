// SPDX-License-Identifier: MIT
// Templates of the construct and of the stack, made in this process. What is deployed with them is a stub.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { App, Stack } from "aws-cdk-lib";
import { Template } from "aws-cdk-lib/assertions";
import { UntrustedCodeFunction, UntrustedCodeStack } from "../../dist/index.js";

const folder = mkdtempSync(join(tmpdir(), "untrusted-iac-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
export const zip = join(folder, "stub.zip");
writeFileSync(zip, "stub");

// What CloudFormation is known to refuse is an error here, too.
const STRICT = { "@aws-cdk/core:validateAgainstDefaultRules": true };

let apps = 0;
export const makeApp = context =>
  new App({ outdir: join(folder, `app-${++apps}`), context: { ...STRICT, ...context }, analyticsReporting: false });

/** The construct in a stack of its own; `props` may be made of the stack, and so may what `use` does with the construct. */
export function synthFunction(props = {}, use = () => {}) {
  const stack = new Stack(makeApp(), "Test");
  const sandbox = new UntrustedCodeFunction(stack, "Sandbox", { zip, ...(typeof props === "function" ? props(stack) : props) });
  use(sandbox, stack);
  return Template.fromStack(stack);
}

/** The stack with these values of the context. */
export function synthStack(context = {}) {
  return Template.fromStack(new UntrustedCodeStack(makeApp({ zip, ...context }), "UntrustedCode"));
}

/** The properties of the only resource of a type. */
export function only(template, type) {
  const found = Object.values(template.findResources(type));
  if (found.length !== 1) throw new Error(`there are ${found.length} of ${type}, not 1`);
  return found[0].Properties;
}

export const lambdaOf = template => only(template, "AWS::Lambda::Function");

/** The types of all resources, sorted, each as often as it is there. */
export const typesOf = template => Object.values(template.toJSON().Resources).map(resource => resource.Type).sort();
