// SPDX-License-Identifier: MIT
// The npm package of the construct, in an app of somebody's: unpacked beside the aws-cdk-lib that it is for, compiled
// against, and synthesized.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { compile, fileOf, node, skipUnless, tarballOf, version } from "../../sdk/test/support/npm.mjs";
import { root } from "../../sandbox/tests/support/programs.mjs";

const ARCHITECTURE = process.arch === "arm64" ? "ARM_64" : "X86_64";

const APP = `import { App, Duration, Stack } from "aws-cdk-lib";
import { Architecture } from "aws-cdk-lib/aws-lambda";
import { UntrustedCodeFunction, type UntrustedCodeFunctionProps } from "@untrusted-code/iac";

declare const console: { log(...values: string[]): void };

const app = new App({ outdir: "out" });
const stack = new Stack(app, "Mine");
const props: UntrustedCodeFunctionProps = {
  architecture: Architecture.${ARCHITECTURE},
  outerAllowlist: ["https://api.example.com"],
  limits: { maximumTimeout: Duration.seconds(10) },
};
const sandbox = new UntrustedCodeFunction(stack, "Sandbox", props);
// @ts-expect-error
const wrong: UntrustedCodeFunctionProps = { memory: "512" };
app.synth();
console.log(typeof sandbox.functionName, typeof wrong);
`;

describe("@untrusted-code/iac, as a package", { skip: skipUnless("iac") }, () => {
  let project;
  before(() => {
    project = mkdtempSync(join(tmpdir(), "untrusted-iac-"));
    const scope = join(project, "node_modules/@untrusted-code");
    mkdirSync(join(scope, "iac"), { recursive: true });
    execFileSync("tar", ["xzf", tarballOf("iac"), "-C", join(scope, "iac"), "--strip-components=1"]);
    for (const name of ["aws-cdk-lib", "constructs"]) symlinkSync(join(root, "node_modules", name), join(project, "node_modules", name));
    writeFileSync(join(project, "package.json"), '{ "name": "project", "type": "module" }');
  });
  after(() => rmSync(project, { recursive: true, force: true }));

  it("depends on nothing but the CDK, which is the app's own", () => {
    const manifest = JSON.parse(fileOf(tarballOf("iac"), "package.json"));
    assert.equal(manifest.version, version);
    assert.deepEqual(Object.keys(manifest.peerDependencies), ["aws-cdk-lib", "constructs"]);
    assert.deepEqual([manifest.dependencies, manifest.devDependencies, manifest.scripts], [undefined, undefined, undefined]);
  });

  it("is used from TypeScript, and deploys the package that it brings", async () => {
    writeFileSync(join(project, "app.ts"), APP);
    // The CDK's own types need Node's, and are not made for being checked as strictly as ours.
    await compile(project, ["app.ts"], { exactOptionalPropertyTypes: false, skipLibCheck: true });
    assert.equal(await node(project, ["app.js"]), "string object\n");
    const template = JSON.parse(readFileSync(join(project, "out/Mine.template.json"), "utf8"));
    const [{ Properties: properties }] = Object.values(template.Resources).filter(({ Type }) => Type === "AWS::Lambda::Function");
    assert.deepEqual(properties.Environment.Variables, {
      UNTRUSTED_OUTER_ALLOWLIST: "https://api.example.com",
      UNTRUSTED_MAX_TIMEOUT: "10000ms",
    });
    const [asset] = readdirSync(join(project, "out")).filter(name => name.endsWith(".zip"));
    const name = `untrusted-lambda-${ARCHITECTURE.toLowerCase().replace("arm_64", "arm64")}.zip`;
    assert.ok(readFileSync(join(project, "out", asset)).equals(readFileSync(join(root, "packages/iac/zip", name))));
  });
});
