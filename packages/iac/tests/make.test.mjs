// SPDX-License-Identifier: MIT
// The commands for an account, by make: with an emulator in AWS's place, and with nothing.
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, it } from "node:test";
import { ACCOUNT, architecture, BOOTSTRAP, DEPLOY, execute, FOR_MOTO, REGION, root, startAws, whyNoAws } from "./support/aws.mjs";

const skip = /^include packages\/iac\/iac\.mk$/m.test(readFileSync(join(root, "Makefile"), "utf8"))
  ? false
  : "the Makefile does not include packages/iac/iac.mk";
const make = (goal, env, args = []) => execute("make", [goal, ...(args.length ? [`ARGS=${args.join(" ")}`] : [])], { cwd: root, env });

describe("without AWS credentials", { skip }, () => {
  let home, env;
  before(() => {
    home = mkdtempSync(join(tmpdir(), "untrusted-make-"));
    env = { PATH: `${dirname(process.execPath)}:${process.env.PATH}`, HOME: home, AWS_EC2_METADATA_DISABLED: "true" };
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  for (const goal of ["deploy", "diff", "destroy", "smoke"])
    it(`make ${goal} says so, and what to do, before it builds anything`, { timeout: 60000 }, async () => {
      const { status, stdout, stderr } = await make(goal, { ...env, AWS_REGION: REGION });
      assert.equal(status, 2, stdout + stderr);
      assert.match(stderr, /^There are no AWS credentials to deploy with: .*\nSet AWS_PROFILE and AWS_REGION/m);
      assert.equal(stdout, "");
    });

  it("and without a region make deploy says that", { timeout: 60000 }, async () => {
    const { status, stderr } = await make("deploy", env);
    assert.equal(status, 2);
    assert.match(stderr, /^There is no AWS region to deploy to\.$/m);
  });
});

describe("with an account", { skip: skip || whyNoAws, timeout: 10 * 60000 }, () => {
  const args = [...FOR_MOTO, "-c", `architecture=${architecture}`];
  let aws;
  before(async () => {
    aws = await startAws();
  });
  after(() => aws?.close());

  const succeed = async (goal, more) => {
    const { status, stdout, stderr } = await make(goal, aws.environment, [...args, ...more]);
    assert.equal(status, 0, stdout + stderr);
    return stdout;
  };

  it("make deploy says which account and region, and ends with the function's name and a call that works", async () => {
    await succeed("bootstrap-account", [`aws://${ACCOUNT}/${REGION}`, ...BOOTSTRAP]);
    const said = await succeed("deploy", DEPLOY);
    assert.match(said, new RegExp(`^AWS account ${ACCOUNT}, region ${REGION}, as arn:`));
    const name = /^The function is (UntrustedCode-[\w-]+)$/m.exec(said)[1];
    assert.match(said, new RegExp(`await runUntrustedCode\\({\\n    functionName: "${name}",\\n    region: "${REGION}",\\n    code: "2 \\+ 2",`));
    assert.match(said, /\nmake smoke tries it out\.\n$/);
  });

  it("make destroy removes it", async () => {
    await succeed("destroy", ["--force"]);
  });
});
