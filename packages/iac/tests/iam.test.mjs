// SPDX-License-Identifier: MIT
// Every statement of every policy in the templates, spelt out: whatever is added shows here.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Duration } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { synthFunction, synthStack } from "./support/synth.mjs";

const NETWORK_INTERFACES = [
  "ec2:AssignPrivateIpAddresses",
  "ec2:CreateNetworkInterface",
  "ec2:DeleteNetworkInterface",
  "ec2:DescribeNetworkInterfaces",
  "ec2:DescribeSubnets",
  "ec2:UnassignPrivateIpAddresses",
];

/** A value of a template in short: joined, and references by the beginning of their name. */
function brief(value) {
  if (typeof value !== "object" || value === null) return String(value);
  if (value["Fn::Join"]) return value["Fn::Join"][1].map(brief).join(value["Fn::Join"][0]);
  if (value["Fn::GetAtt"]) return `${value["Fn::GetAtt"][0].replace(/[0-9A-F]{8}$/, "")}.${value["Fn::GetAtt"][1]}`;
  if (value.Ref) return value.Ref.replace(/[0-9A-F]{8}$/, "");
  if (Array.isArray(value)) return value.map(brief).join(", ");
  return JSON.stringify(value, (_, member) => (member?.["Fn::Join"] || member?.["Fn::GetAtt"] || member?.Ref ? brief(member) : member));
}

/** One line for each statement, wherever in a template a policy can stand. */
function statementsOf(template) {
  const lines = [];
  const visit = (value, where) => {
    if (typeof value !== "object" || value === null) return;
    if (Array.isArray(value.Statement))
      for (const { Effect, Action, Resource, Principal, Condition } of value.Statement)
        lines.push([where, Effect, Principal && brief(Principal), brief(Action), Resource && brief(Resource), Condition && brief(Condition)].filter(Boolean).join(" | "));
    for (const [key, member] of Object.entries(value)) visit(member, `${where}.${key}`);
  };
  for (const resource of Object.values(template.toJSON().Resources)) visit(resource.Properties, resource.Type);
  return lines;
}

const TRUST = 'AWS::IAM::Role.AssumeRolePolicyDocument | Allow | {"Service":"lambda.amazonaws.com"} | sts:AssumeRole';
const LOG = "AWS::IAM::Policy.PolicyDocument | Allow | logs:CreateLogStream, logs:PutLogEvents | SandboxLogGroup.Arn";
const ATTACH = [
  `AWS::IAM::Policy.PolicyDocument | Allow | ${NETWORK_INTERFACES.join(", ")} | *`,
  `AWS::IAM::Policy.PolicyDocument | Deny | ${NETWORK_INTERFACES.join(", ")} | * | ` +
    '{"ArnLike":{"lambda:SourceFunctionArn":"arn:AWS::Partition:lambda:AWS::Region:AWS::AccountId:function:*"}}',
];

const EVERYTHING_ELSE = {
  alarms: true, dashboard: true, functionUrl: true, memorySize: 1024, reservedConcurrency: 5, outerAllowlist: ["example.com"],
  limits: { maximumTimeout: Duration.seconds(10) }, requiredLayers: "all", functionName: "sandbox",
};

describe("the role", () => {
  it("may write to its own log group, and nothing else", () => {
    assert.deepEqual(statementsOf(synthFunction()), [TRUST, LOG]);
  });

  it("may no more with any property but a network and tracing", () => {
    assert.deepEqual(statementsOf(synthFunction(EVERYTHING_ELSE)), [TRUST, LOG]);
    assert.deepEqual(statementsOf(synthFunction({ tenantIsolation: true })), [TRUST, LOG]);
  });

  it("is the same in the stack", () => {
    assert.deepEqual(statementsOf(synthStack()), [TRUST, LOG]);
  });

  it("lets Lambda attach the function to a VPC, and denies that to whatever runs in the function", () => {
    assert.deepEqual(statementsOf(synthFunction({ network: "isolated" })), [TRUST, LOG, ...ATTACH]);
  });

  it("may send traces when tracing is asked for", () => {
    assert.deepEqual(statementsOf(synthFunction({ tracing: true })), [
      TRUST,
      LOG,
      "AWS::IAM::Policy.PolicyDocument | Allow | xray:PutTraceSegments, xray:PutTelemetryRecords | *",
    ]);
  });

  it("gets nothing from a key: Lambda decrypts the environment by a grant of its own", () => {
    const statements = statementsOf(synthFunction(stack => ({ encryptionKey: new Key(stack, "Key") })));
    assert.deepEqual(statements.filter(line => !line.startsWith("AWS::KMS::Key")), [TRUST, LOG]);
    assert.equal(statements.filter(line => line.startsWith("AWS::KMS::Key")).length, 2); // the account, CloudWatch Logs
  });

  it("has no managed policy, whatever is asked for", () => {
    for (const props of [{}, EVERYTHING_ELSE, { network: "isolated", tracing: true }])
      for (const role of Object.values(synthFunction(props).findResources("AWS::IAM::Role"))) {
        assert.equal(role.Properties.ManagedPolicyArns, undefined);
        assert.equal(role.Properties.Policies, undefined);
      }
  });
});

describe("grants", () => {
  const grantee = stack => new Role(stack, "Caller", { assumedBy: new ServicePrincipal("ecs-tasks.amazonaws.com") });
  const ofCaller = template => statementsOf(template).filter(line => /lambda:/.test(line));

  it("grantInvoke lets the grantee invoke this function alone", () => {
    const template = synthFunction({}, (sandbox, stack) => sandbox.grantInvoke(grantee(stack)));
    assert.deepEqual(ofCaller(template), [
      "AWS::IAM::Policy.PolicyDocument | Allow | lambda:InvokeFunction | SandboxFunction.Arn, SandboxFunction.Arn:*",
    ]);
  });

  it("grantInvokeUrl lets the grantee call the URL", () => {
    const template = synthFunction({ functionUrl: true }, (sandbox, stack) => sandbox.grantInvokeUrl(grantee(stack)));
    // AWS asks for both.
    for (const action of ["InvokeFunctionUrl", "InvokeFunction"])
      assert.match(ofCaller(template).join("\n"), new RegExp(`lambda:${action} \\| SandboxFunction\\.Arn`));
  });
});
