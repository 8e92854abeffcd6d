// SPDX-License-Identifier: MIT
// What the construct and the stack refuse, and what they say then.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Duration, Size } from "aws-cdk-lib";
import { Annotations, Match, Template } from "aws-cdk-lib/assertions";
import { InvalidConfigurationError, UntrustedCodeStack } from "../dist/index.js";
import { checkKeys } from "../dist/context.js";
import { lambdaOf, makeApp, only, synthFunction, synthStack, typesOf, zip } from "./support/synth.mjs";

/** @returns the message that something is refused with */
function refusalOf(act) {
  try {
    act();
  } catch (error) {
    assert.ok(error instanceof InvalidConfigurationError, error.stack);
    return error.message;
  }
  assert.fail("it was not refused");
}

const seconds = Duration.seconds;

describe("the construct refuses", () => {
  for (const [what, props, message] of [
    ["too little memory", { memorySize: 128 }, "memorySize must be a whole number of MB from 256 to 10240, not 128"],
    ["too much memory", { memorySize: 20480 }, "memorySize must be a whole number of MB from 256 to 10240, not 20480"],
    ["a reserved concurrency of 0, which would answer nothing", { reservedConcurrency: 0 }, "reservedConcurrency must be a whole number from 1 to 1000000, not 0"],
    ["a name that is none", { functionName: "my sandbox" }, 'functionName must be 1 to 64 letters, digits, - and _, not "my sandbox"'],
    [
      "a timeout shorter than the longest execution", { timeout: seconds(25) },
      "timeout must be at least 1 s more than the longest execution, 25 s, not 25 s: raise it, or lower limits.maximumTimeout",
    ],
    [
      "a timeout shorter than the longest execution that is set", { timeout: seconds(10), limits: { maximumTimeout: seconds(10) } },
      "timeout must be at least 1 s more than the longest execution, 10 s, not 10 s: raise it, or lower limits.maximumTimeout",
    ],
    ["a timeout above Lambda's", { timeout: seconds(901) }, "timeout must be whole seconds, at most 900, not 901 s"],
    ["a timeout of parts of a second", { timeout: Duration.millis(30500) }, "timeout must be whole seconds, at most 900, not 30.5 s"],
    [
      "a maximum time above the executor's", { timeout: seconds(60), limits: { maximumTimeout: seconds(40) } },
      "limits.maximumTimeout must be at most 25000 ms, the executor's own maximum, not 40000",
    ],
    [
      "a maximum memory above the executor's", { limits: { maximumMemory: Size.mebibytes(51) } },
      "limits.maximumMemory must be at most 52428800 B, the executor's own maximum, not 53477376",
    ],
    [
      "a default above its maximum", { limits: { defaultTimeout: seconds(9), maximumTimeout: seconds(8) } },
      "limits.defaultTimeout must be at most limits.maximumTimeout, 8000 ms, not 9000",
    ],
    [
      "a default memory above its maximum", { limits: { defaultMemory: Size.mebibytes(3), maximumMemory: Size.mebibytes(2) } },
      "limits.defaultMemory must be at most limits.maximumMemory, 2097152 B, not 3145728",
    ],
    ["a limit of nothing", { limits: { defaultTimeout: seconds(0) } }, "limits.defaultTimeout must be a whole number of ms, at least 1, not 0"],
    ["every host by a star", { outerAllowlist: ["example.com", "*"] }, 'outerAllowlist[1] "*" would allow every host; leave outerAllowlist out for that'],
    [
      "an entry that is a URL", { outerAllowlist: ["https://example.com/path"] },
      'outerAllowlist[0] "https://example.com/path" is neither a host nor an origin, such as example.com, *.example.com or https://api.example.com',
    ],
    [
      "a port that the function would refuse when it starts", { outerAllowlist: ["https://example.com:8443"] },
      'outerAllowlist[0] "https://example.com:8443" has a port that the function does not allow: it allows 80 and 443',
    ],
    [
      "two entries in one", { outerAllowlist: ["a.com,b.com"] },
      'outerAllowlist[0] "a.com,b.com" is neither a host nor an origin, such as example.com, *.example.com or https://api.example.com',
    ],
    ["an entry that is too long", { outerAllowlist: [`${"a".repeat(264)}.com`] }, `outerAllowlist[0] "${"a".repeat(264)}.com" has more than 267 bytes`],
    ["too many entries", { outerAllowlist: Array(1001).fill("a.com") }, "outerAllowlist must have at most 1000 entries, not 1001"],
    [
      "an environment larger than Lambda's", { outerAllowlist: Array(500).fill("a.example") },
      "outerAllowlist is too long: with it the environment has 5024 bytes, and Lambda allows 4096",
    ],
    [
      "a layer that is none", { requiredLayers: ["seccomp", "firewall"] },
      'requiredLayers "firewall" is no isolation layer; there are no-new-privs, seccomp, namespaces, landlock, rlimits, undumpable, no-capabilities, or all',
    ],
    [
      "tenant isolation with a URL", { tenantIsolation: true, functionUrl: true },
      "tenantIsolation excludes functionUrl: AWS Lambda has no URLs for functions with tenant isolation",
    ],
    [
      "hosts in an isolated network", { network: "isolated", outerAllowlist: ["example.com"] },
      "outerAllowlist allows hosts that an isolated network cannot reach: leave it out, or choose another network",
    ],
    ["a network that is none", { network: "private" }, 'network must be "public", "isolated" or a VPC ({ vpc }), not "private"'],
    ["an alarm at 0 %", { alarms: { durationPercent: 0 } }, "alarms.durationPercent must be a whole number from 1 to 100, not 0"],
    ["an alarm that always fires", { alarms: { errors: 0 } }, "alarms.errors must be a whole number from 1 to 9007199254740991, not 0"],
  ])
    it(what, () => assert.equal(refusalOf(() => synthFunction(props)), message));

  it("a grant of a URL that is not there", () => {
    const act = () => synthFunction({}, sandbox => sandbox.grantInvokeUrl(sandbox.lambdaFunction));
    assert.equal(refusalOf(act), "functionUrl is not set, so that there is no URL to grant; set it to true");
  });
});

describe("the stack takes from the context", () => {
  it("nothing: the safe defaults, with alarms", () => {
    const template = synthStack();
    assert.equal(lambdaOf(template).Architectures[0], "arm64");
    template.resourceCountIs("AWS::CloudWatch::Alarm", 5);
    assert.deepEqual(Object.keys(template.findOutputs("*")).sort(), ["FunctionArn", "FunctionName"]);
  });

  it("what the command line gives, which are texts", () => {
    const template = synthStack({
      architecture: "x86_64", tenantIsolation: "true", memorySize: "1024", timeout: "20s", reservedConcurrency: "10",
      defaultTimeout: "500ms", maximumTimeout: "10s", defaultMemory: "5MB", maximumMemory: "16MiB", outerAllowlist: "a.com, b.com",
      requiredLayers: "rlimits", logLevel: "WARN", logRetentionDays: "7", logRemoval: "retain", tracing: "true", alarms: "false",
      dashboard: "true", functionName: "sandbox",
    });
    const { Architectures, TenancyConfig, MemorySize, Timeout, ReservedConcurrentExecutions, Environment, FunctionName } = lambdaOf(template);
    assert.deepEqual(
      { Architectures, TenancyConfig, MemorySize, Timeout, ReservedConcurrentExecutions, FunctionName },
      {
        Architectures: ["x86_64"], TenancyConfig: { TenantIsolationMode: "PER_TENANT" }, MemorySize: 1024, Timeout: 20,
        ReservedConcurrentExecutions: 10, FunctionName: "sandbox",
      },
    );
    assert.deepEqual(Environment.Variables, {
      SANDBOX_REQUIRE: "rlimits",
      UNTRUSTED_OUTER_ALLOWLIST: "a.com,b.com",
      UNTRUSTED_DEFAULT_TIMEOUT: "500ms",
      UNTRUSTED_MAX_TIMEOUT: "10000ms",
      UNTRUSTED_DEFAULT_MEMORY: "5000000B",
      UNTRUSTED_MAX_MEMORY: "16777216B",
    });
    assert.equal(only(template, "AWS::Logs::LogGroup").RetentionInDays, 7);
    template.hasResource("AWS::Logs::LogGroup", { DeletionPolicy: "Retain" });
    template.resourceCountIs("AWS::CloudWatch::Alarm", 0);
    template.resourceCountIs("AWS::CloudWatch::Dashboard", 1);
  });

  it("an empty outer allowlist", () => {
    assert.deepEqual(lambdaOf(synthStack({ outerAllowlist: "" })).Environment.Variables, { UNTRUSTED_OUTER_ALLOWLIST: "," });
  });

  it("a URL, and says where it is", () => {
    assert.ok(synthStack({ functionUrl: "true" }).findOutputs("FunctionUrl").FunctionUrl);
  });

  it("a topic that the alarms tell", () => {
    const arn = "arn:aws:sns:eu-west-1:123456789012:oncall";
    for (const alarm of Object.values(synthStack({ alarmTopicArn: arn }).findResources("AWS::CloudWatch::Alarm")))
      assert.deepEqual(alarm.Properties.AlarmActions, [arn]);
  });

  it("a new key, which rotates, or the ARN of one", () => {
    const template = synthStack({ encryptionKey: "new" });
    assert.equal(only(template, "AWS::KMS::Key").EnableKeyRotation, true);
    const arn = "arn:aws:kms:eu-west-1:123456789012:key/0b9f1d3e-52a4-4d0c-9a53-0d2f4e1f9b7c";
    const stack = new UntrustedCodeStack(makeApp({ zip, encryptionKey: arn }), "UntrustedCode");
    assert.equal(lambdaOf(Template.fromStack(stack)).KmsKeyArn, arn);
    assert.equal(Annotations.fromStack(stack).findWarning("*", Match.stringLikeRegexp("its policy cannot be seen or changed here")).length, 1);
  });

  it("an isolated network, or subnets of a VPC", () => {
    assert.ok(typesOf(synthStack({ network: "isolated" })).includes("AWS::EC2::VPC"));
    const template = synthStack({ network: "vpc", vpcId: "vpc-0123456789abcdef0", subnetIds: "subnet-0123456789abcdef0,subnet-0123456789abcdef1", securityGroupIds: "sg-0123456789abcdef0" });
    assert.deepEqual(lambdaOf(template).VpcConfig, {
      SubnetIds: ["subnet-0123456789abcdef0", "subnet-0123456789abcdef1"],
      SecurityGroupIds: ["sg-0123456789abcdef0"],
    });
  });
});

describe("the stack refuses from the context", () => {
  for (const key of ["tenantIsolatoin", "tenant-isolation", "outer.allowlist", "constructor", "toString"])
    it(`a key that is none: ${key}`, () => {
      const { node } = makeApp({ [key]: "true" });
      assert.match(refusalOf(() => checkKeys(node)), new RegExp(`^context ${key} is not known; there are stackName, `));
    });

  it("none of the CDK's own keys", () => checkKeys(makeApp({ "@aws-cdk/core:x": true, "cli-telemetry": false, "aws:cdk:x": "y" }).node));

  for (const [context, message] of [
    [{ architecture: "amd64" }, 'context architecture must be arm64 or x86_64, not "amd64"'],
    [{ tenantIsolation: "yes" }, 'context tenantIsolation must be true or false, not "yes"'],
    [{ memorySize: "512MB" }, 'context memorySize must be a whole number, not "512MB"'],
    [{ memorySize: "64" }, "memorySize must be a whole number of MB from 256 to 10240, not 64"],
    [{ timeout: "30" }, 'context timeout must be a time with a unit, such as 500ms or 5s, not "30"'],
    [{ maximumMemory: "lots" }, 'context maximumMemory must be a size with a unit, such as 10MB or 32MiB, not "lots"'],
    [{ logLevel: "LOUD" }, 'context logLevel must be INFO or DEBUG or WARN or TRACE or ERROR or FATAL, not "LOUD"'],
    [{ logRetentionDays: "31" }, 'context logRetentionDays must be a number of days that CloudWatch Logs knows: 1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365 …, not "31"'],
    [{ logRemoval: "keep" }, 'context logRemoval must be destroy or retain, not "keep"'],
    [{ network: "none" }, 'context network must be public or isolated or vpc, not "none"'],
    [{ network: "vpc" }, "context network=vpc needs -c vpcId=… and -c subnetIds=…, separated by commas"],
    [{ securityGroupIds: "" }, 'context securityGroupIds must be one or more ids such as sg-0123456789abcdef0, separated by commas, not ""'],
    [{ subnetIds: "subnet-1," }, 'context subnetIds must be one or more ids such as subnet-0123456789abcdef0, separated by commas, not "subnet-1,"'],
    [{ maximumTimeout: "30s" }, "limits.maximumTimeout must be at most 25000 ms, the executor's own maximum, not 30000"],
    [{ subnetIds: "subnet-1" }, "context subnetIds has a meaning only with -c network=vpc"],
    [{ alarmTopicArn: "oncall" }, 'context alarmTopicArn must be an ARN, such as arn:aws:sns:eu-west-1:123456789012:…, not "oncall"'],
    [{ alarmTopicArn: "arn:aws:sns:eu-west-1:123456789012:a", alarms: "false" }, "context alarmTopicArn has no meaning with -c alarms=false"],
    [{ encryptionKey: "mine" }, 'context encryptionKey must be an ARN, such as arn:aws:kms:eu-west-1:123456789012:…, not "mine"'],
    [{ stackName: "my stack" }, 'context stackName must be a letter, then up to 127 letters, digits and -, not "my stack"'],
  ])
    it(JSON.stringify(context), () => assert.equal(refusalOf(() => synthStack(context)), message));

});
