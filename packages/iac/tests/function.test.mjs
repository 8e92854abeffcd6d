// SPDX-License-Identifier: MIT
// What each property of the construct makes, and what it leaves alone.
import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { Duration, RemovalPolicy, Size } from "aws-cdk-lib";
import { Match } from "aws-cdk-lib/assertions";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { Vpc, SecurityGroup } from "aws-cdk-lib/aws-ec2";
import { Key } from "aws-cdk-lib/aws-kms";
import { ApplicationLogLevel, Architecture } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import { lambdaOf, only, synthFunction, typesOf } from "./support/synth.mjs";

const ALARM = "AWS::CloudWatch::Alarm";
const alarmsOf = template =>
  Object.fromEntries(
    Object.values(template.findResources(ALARM)).map(({ Properties: alarm }) => [
      `${alarm.Namespace} ${alarm.MetricName}${alarm.Dimensions.filter(({ Name }) => Name === "Outcome").map(({ Value }) => ` ${Value}`)}`,
      alarm,
    ]),
  );

describe("the construct", () => {
  it("is by default a function, its log group and its role, and nothing else", () => {
    const template = synthFunction();
    assert.deepEqual(typesOf(template), [
      "AWS::IAM::Policy",
      "AWS::IAM::Role",
      "AWS::Lambda::EventInvokeConfig",
      "AWS::Lambda::Function",
      "AWS::Logs::LogGroup",
    ]);
    const { Code, Role, LoggingConfig, ...rest } = lambdaOf(template);
    assert.deepEqual(rest, {
      Architectures: ["arm64"],
      Description: "Runs JavaScript that nobody has read, contained",
      Handler: "bootstrap",
      MemorySize: 512,
      Runtime: "provided.al2023",
      Timeout: 30,
    });
    assert.deepEqual(LoggingConfig, {
      ApplicationLogLevel: "INFO",
      LogFormat: "JSON",
      LogGroup: { Ref: Object.keys(template.findResources("AWS::Logs::LogGroup"))[0] },
    });
    assert.match(Code.S3Key, /\.zip$/);
    assert.ok(Role);
  });

  it("does not run code a second time when an asynchronous invocation fails", () => {
    assert.equal(only(synthFunction(), "AWS::Lambda::EventInvokeConfig").MaximumRetryAttempts, 0);
  });

  it("deploys the package of the architecture", () => {
    assert.deepEqual(lambdaOf(synthFunction({ architecture: Architecture.X86_64 })).Architectures, ["x86_64"]);
  });

  it("has a log group that goes with the stack, after one month", () => {
    const [group] = Object.values(synthFunction().findResources("AWS::Logs::LogGroup"));
    assert.deepEqual(group.Properties, { RetentionInDays: 30 });
    assert.equal(group.DeletionPolicy, "Delete");
  });

  it("keeps logs longer, and after the stack, when asked", () => {
    const template = synthFunction({ logRetention: RetentionDays.ONE_YEAR, logRemovalPolicy: RemovalPolicy.RETAIN });
    const [group] = Object.values(template.findResources("AWS::Logs::LogGroup"));
    assert.equal(group.Properties.RetentionInDays, 365);
    assert.equal(group.DeletionPolicy, "Retain");
  });

  it("has the name, memory, time, concurrency and log level that are asked for", () => {
    const template = synthFunction({
      functionName: "sandbox",
      memorySize: 1024,
      timeout: Duration.minutes(1),
      reservedConcurrency: 20,
      logLevel: ApplicationLogLevel.WARN,
    });
    const { FunctionName, MemorySize, Timeout, ReservedConcurrentExecutions, LoggingConfig } = lambdaOf(template);
    assert.deepEqual(
      { FunctionName, MemorySize, Timeout, ReservedConcurrentExecutions },
      { FunctionName: "sandbox", MemorySize: 1024, Timeout: 60, ReservedConcurrentExecutions: 20 },
    );
    assert.equal(LoggingConfig.ApplicationLogLevel, "WARN");
    assert.equal(only(template, "AWS::Logs::LogGroup").LogGroupName, undefined, "a change of the name must not lose the logs");
  });

  it("gives each tenant environments of its own, when asked", () => {
    assert.deepEqual(lambdaOf(synthFunction({ tenantIsolation: true })).TenancyConfig, { TenantIsolationMode: "PER_TENANT" });
  });

  it("traces only when asked", () => {
    assert.equal(lambdaOf(synthFunction()).TracingConfig, undefined);
    assert.deepEqual(lambdaOf(synthFunction({ tracing: true })).TracingConfig, { Mode: "Active" });
  });
});

describe("the settings in the function's environment", () => {
  const environmentOf = props => lambdaOf(synthFunction(props)).Environment?.Variables;

  it("are none without limits and lists", () => {
    assert.equal(environmentOf({}), undefined);
  });

  it("are the default and maximum limits, in milliseconds and bytes", () => {
    const limits = {
      defaultTimeout: Duration.seconds(2),
      maximumTimeout: Duration.seconds(10),
      defaultMemory: Size.mebibytes(8),
      maximumMemory: Size.mebibytes(32),
    };
    assert.deepEqual(environmentOf({ limits }), {
      UNTRUSTED_DEFAULT_TIMEOUT: "2000ms",
      UNTRUSTED_MAX_TIMEOUT: "10000ms",
      UNTRUSTED_DEFAULT_MEMORY: "8388608B",
      UNTRUSTED_MAX_MEMORY: "33554432B",
    });
  });

  it("leave it to the function to lower its default to a maximum below it", () => {
    assert.deepEqual(environmentOf({ limits: { maximumTimeout: Duration.seconds(1) } }), { UNTRUSTED_MAX_TIMEOUT: "1000ms" });
  });

  it("are the outer allowlist, also an empty one, which is no network at all", () => {
    assert.deepEqual(environmentOf({ outerAllowlist: ["example.com", "*.example.org", "https://api.example.net"] }), {
      UNTRUSTED_OUTER_ALLOWLIST: "example.com,*.example.org,https://api.example.net",
    });
    assert.deepEqual(environmentOf({ outerAllowlist: [] }), { UNTRUSTED_OUTER_ALLOWLIST: "," });
  });

  it("are the isolation layers that are required", () => {
    assert.deepEqual(environmentOf({ requiredLayers: ["rlimits", "undumpable"] }), { SANDBOX_REQUIRE: "rlimits,undumpable" });
    assert.deepEqual(environmentOf({ requiredLayers: "all" }), { SANDBOX_REQUIRE: "all" });
  });

  it("let the function have a short timeout, if executions are short", () => {
    const template = synthFunction({ timeout: Duration.seconds(3), limits: { maximumTimeout: Duration.seconds(2) } });
    assert.equal(lambdaOf(template).Timeout, 3);
  });
});

describe("the network", () => {
  it("is Lambda's own by default", () => {
    assert.equal(lambdaOf(synthFunction()).VpcConfig, undefined);
  });

  it("isolated: a VPC without any gateway or route, and a security group that lets nothing out", () => {
    const template = synthFunction({ network: "isolated" });
    const types = new Set(typesOf(template).filter(type => type.startsWith("AWS::EC2::")));
    assert.deepEqual([...types], [
      "AWS::EC2::RouteTable",
      "AWS::EC2::SecurityGroup",
      "AWS::EC2::Subnet",
      "AWS::EC2::SubnetRouteTableAssociation",
      "AWS::EC2::VPC",
    ]);
    const group = only(template, "AWS::EC2::SecurityGroup");
    // A group without rules would get AWS's own rule that allows everything. This one matches no packet.
    assert.deepEqual(group.SecurityGroupEgress.map(({ CidrIp, IpProtocol }) => [CidrIp, IpProtocol]), [["255.255.255.255/32", "icmp"]]);
    assert.equal(group.SecurityGroupIngress, undefined);
    // The resolver of a VPC answers past all routes and groups.
    const { EnableDnsSupport, EnableDnsHostnames } = only(template, "AWS::EC2::VPC");
    assert.deepEqual([EnableDnsSupport, EnableDnsHostnames], [false, false]);
    const { SecurityGroupIds, SubnetIds } = lambdaOf(template).VpcConfig;
    assert.equal(SecurityGroupIds.length, 1);
    assert.equal(SubnetIds.length, 2);
  });

  it("a VPC of the caller's without a security group is refused: the CDK would make one that lets everything out", () => {
    const network = stack => ({ vpc: new Vpc(stack, "Mine"), securityGroups: [] });
    assert.throws(() => synthFunction(stack => ({ network: network(stack) })), /network\.securityGroups must not be empty/);
  });

  it("isolated: fetch is refused at once, instead of waiting for a DNS that cannot answer", () => {
    assert.deepEqual(lambdaOf(synthFunction({ network: "isolated" })).Environment.Variables, { UNTRUSTED_OUTER_ALLOWLIST: "," });
  });

  it("the caller's VPC: its private subnets, and a security group for the web alone", () => {
    const template = synthFunction(stack => ({ network: { vpc: new Vpc(stack, "Theirs", { natGateways: 1, restrictDefaultSecurityGroup: false }) } }));
    const group = only(template, "AWS::EC2::SecurityGroup");
    assert.deepEqual(group.SecurityGroupEgress.map(({ CidrIp, FromPort, ToPort }) => [CidrIp, FromPort, ToPort]), [
      ["0.0.0.0/0", 80, 80],
      ["0.0.0.0/0", 443, 443],
    ]);
    assert.ok(lambdaOf(template).VpcConfig.SubnetIds.every(({ Ref }) => /^TheirsPrivateSubnet/.test(Ref)));
  });

  it("the caller's VPC: with the caller's security groups no other is made", () => {
    const template = synthFunction(stack => {
      const vpc = new Vpc(stack, "Theirs", { restrictDefaultSecurityGroup: false });
      return { network: { vpc, securityGroups: [SecurityGroup.fromSecurityGroupId(stack, "Group", "sg-0123456789abcdef0")] } };
    });
    template.resourceCountIs("AWS::EC2::SecurityGroup", 0);
    assert.deepEqual(lambdaOf(template).VpcConfig.SecurityGroupIds, ["sg-0123456789abcdef0"]);
  });
});

describe("a key", () => {
  it("encrypts log group and environment, and lets CloudWatch Logs use it for log groups", () => {
    const template = synthFunction(stack => ({ encryptionKey: new Key(stack, "Key"), outerAllowlist: [] }));
    const key = { "Fn::GetAtt": [Object.keys(template.findResources("AWS::KMS::Key"))[0], "Arn"] };
    assert.deepEqual(only(template, "AWS::Logs::LogGroup").KmsKeyId, key);
    assert.deepEqual(lambdaOf(template).KmsKeyArn, key);
    template.hasResourceProperties("AWS::KMS::Key", {
      KeyPolicy: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
            Principal: { Service: { "Fn::Join": ["", ["logs.", { Ref: "AWS::Region" }, ".amazonaws.com"]] } },
            Condition: { ArnLike: { "kms:EncryptionContext:aws:logs:arn": Match.anyValue() } },
          }),
        ]),
      },
    });
  });
});

describe("alarms", () => {
  it("are none unless asked for", () => {
    synthFunction().resourceCountIs(ALARM, 0);
  });

  it("are five, which look at five minutes and are quiet when nothing runs", () => {
    const alarms = alarmsOf(synthFunction({ alarms: true }));
    const brief = Object.entries(alarms).map(([name, { Statistic, Threshold }]) => [name, Statistic, Threshold]);
    assert.deepEqual(brief.sort(), [
      ["AWS/Lambda Duration", "Maximum", 27000],
      ["AWS/Lambda Errors", "Sum", 1],
      ["AWS/Lambda Throttles", "Sum", 1],
      ["UntrustedCode Executions internal", "Sum", 1],
      ["UntrustedCode FetchesRefused", "Sum", 100],
    ]);
    for (const alarm of Object.values(alarms)) {
      assert.equal(alarm.Period, 300);
      assert.equal(alarm.EvaluationPeriods, 1);
      assert.equal(alarm.TreatMissingData, "notBreaching");
      assert.equal(alarm.ComparisonOperator, "GreaterThanOrEqualToThreshold");
      assert.equal(alarm.AlarmActions, undefined);
    }
  });

  it("do not fire for an execution that takes as long as it may", () => {
    const thresholdOf = props => alarmsOf(synthFunction({ alarms: true, ...props }))["AWS/Lambda Duration"].Threshold;
    assert.equal(thresholdOf({ timeout: Duration.seconds(26) }), 25500);
    assert.equal(thresholdOf({ timeout: Duration.seconds(20), limits: { maximumTimeout: Duration.seconds(19) } }), 19500);
  });

  it("have the thresholds that are asked for, and tell a topic when they fire and when it is over", () => {
    const template = synthFunction(stack => ({
      timeout: Duration.seconds(40),
      alarms: {
        actions: [new SnsAction(new Topic(stack, "Topic"))],
        errors: 2, throttles: 3, durationPercent: 50, sandboxFaults: 4, refusals: 5,
      },
    }));
    const alarms = alarmsOf(template);
    assert.deepEqual(Object.values(alarms).map(alarm => alarm.Threshold).sort((a, b) => a - b), [2, 3, 4, 5, 20000]);
    const topic = [{ Ref: Object.keys(template.findResources("AWS::SNS::Topic"))[0] }];
    for (const alarm of Object.values(alarms)) {
      assert.deepEqual(alarm.AlarmActions, topic);
      assert.deepEqual(alarm.OKActions, topic);
    }
  });
});

describe("the dashboard", () => {
  it("is none unless asked for", () => {
    synthFunction().resourceCountIs("AWS::CloudWatch::Dashboard", 0);
  });

  it("shows every metric of the function's log, by names that the function writes", () => {
    const template = synthFunction({ dashboard: true });
    const [, parts] = only(template, "AWS::CloudWatch::Dashboard").DashboardBody["Fn::Join"];
    const body = JSON.parse(parts.map(part => (typeof part === "string" ? part : "TOKEN")).join(""));
    const shown = body.widgets.flatMap(({ properties }) => properties.metrics.map(([namespace, metric]) => `${namespace} ${metric}`));
    for (const metric of ["Executions", "Duration", "CpuTime", "PeakMemory", "Fetches", "FetchesRefused"])
      assert.ok(shown.includes(`UntrustedCode ${metric}`), metric);
    for (const metric of ["Invocations", "Errors", "Throttles", "Duration"]) assert.ok(shown.includes(`AWS/Lambda ${metric}`), metric);
  });
});

describe("the function URL", () => {
  it("is none unless asked for", () => {
    synthFunction().resourceCountIs("AWS::Lambda::Url", 0);
  });

  it("wants an AWS identity, and gives nobody leave by itself", () => {
    const template = synthFunction({ functionUrl: true });
    assert.equal(only(template, "AWS::Lambda::Url").AuthType, "AWS_IAM");
    template.resourceCountIs("AWS::Lambda::Permission", 0);
  });
});

