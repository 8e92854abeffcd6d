// SPDX-License-Identifier: MIT
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { Duration, RemovalPolicy, Stack, Validations } from "aws-cdk-lib";
import type { Dashboard } from "aws-cdk-lib/aws-cloudwatch";
import type { IConnectable, Connections, IVpc } from "aws-cdk-lib/aws-ec2";
import { PolicyStatement, ServicePrincipal, type Grant, type IGrantable, type Role } from "aws-cdk-lib/aws-iam";
import type { IKey } from "aws-cdk-lib/aws-kms";
import {
  ApplicationLogLevel,
  Architecture,
  Code,
  Function as LambdaFunction,
  FunctionUrlAuthType,
  LoggingFormat,
  Runtime,
  TenancyConfig,
  Tracing,
  type FunctionUrl,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import { makeAlarms, type UntrustedCodeAlarms } from "./alarms.js";
import { checkProps } from "./check.js";
import { makeDashboard } from "./dashboard.js";
import { refuse } from "./errors.js";
import { FUNCTION } from "./limits.js";
import { makeNetwork } from "./network.js";
import type { UntrustedCodeFunctionProps } from "./props.js";
import { makeRole } from "./role.js";
import { environmentOf, longestExecutionMs } from "./settings.js";

/** The package of the function that comes with this npm package: `make build-iac` puts it there. */
function packageFor(architecture: Architecture): string {
  const name = architecture === Architecture.ARM_64 ? "arm64" : "x86_64";
  const zip = fileURLToPath(new URL(`../zip/untrusted-lambda-${name}.zip`, import.meta.url));
  if (!existsSync(zip)) refuse("zip", `is not given, and ${zip} is not there: make build-iac ARCH=${name}`);
  return zip;
}

/** Lets CloudWatch Logs of this account and region use the key, for log groups alone. */
function allowLogs(scope: Construct, key: IKey): void {
  const { partition, region, account } = Stack.of(scope);
  const { statementAdded } = key.addToResourcePolicy(
    new PolicyStatement({
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ["kms:Encrypt*", "kms:Decrypt*", "kms:ReEncrypt*", "kms:GenerateDataKey*", "kms:Describe*"],
      resources: ["*"],
      conditions: {
        ArnLike: { "kms:EncryptionContext:aws:logs:arn": `arn:${partition}:logs:${region}:${account}:log-group:*` },
      },
    }),
  );
  if (!statementAdded)
    Validations.of(scope).addWarning(
      "untrusted-code:keyPolicy",
      "encryptionKey is imported, so that its policy cannot be seen or changed here: it must let CloudWatch Logs " +
        "use it, or the log group cannot be made (docs/deploy.md)",
    );
}

/**
 * The Untrusted Code Executor as an AWS Lambda function, with a log group and a role of its own that can do nothing but
 * write to it.
 *
 * @example
 * ```ts
 * const sandbox = new UntrustedCodeFunction(this, "Sandbox", { outerAllowlist: ["api.example.com"] });
 * sandbox.grantInvoke(service.taskDefinition.taskRole);
 * ```
 */
export class UntrustedCodeFunction extends Construct implements IConnectable {
  /** The Lambda function itself, for what this construct has no property for. */
  readonly lambdaFunction: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly role: Role;
  /** The VPC that it is in, if any: one of its own with `isolated`, or yours. */
  readonly vpc: IVpc | undefined;
  /** With `alarms`. */
  readonly alarms: UntrustedCodeAlarms | undefined;
  /** With `dashboard`. */
  readonly dashboard: Dashboard | undefined;
  /** With `functionUrl`. */
  readonly functionUrl: FunctionUrl | undefined;

  /** @throws InvalidConfigurationError if a property is wrong, or goes with no other */
  constructor(scope: Construct, id: string, props: UntrustedCodeFunctionProps = {}) {
    super(scope, id);
    const environment = environmentOf(props);
    checkProps(props);
    const architecture = props.architecture ?? Architecture.ARM_64;
    const timeout = props.timeout ?? Duration.millis(FUNCTION.defaultTimeoutMs);

    if (props.encryptionKey) allowLogs(this, props.encryptionKey);
    this.logGroup = new LogGroup(this, "LogGroup", {
      retention: props.logRetention ?? RetentionDays.ONE_MONTH,
      removalPolicy: props.logRemovalPolicy ?? RemovalPolicy.DESTROY,
      encryptionKey: props.encryptionKey,
    });
    const network = makeNetwork(this, props.network ?? "public");
    this.vpc = network?.vpc;
    this.role = makeRole(this, this.logGroup, { vpc: network !== undefined, tracing: props.tracing ?? false });
    this.lambdaFunction = new LambdaFunction(this, "Function", {
      functionName: props.functionName,
      description: "Runs JavaScript that nobody has read, contained",
      runtime: Runtime.PROVIDED_AL2023,
      architecture,
      handler: "bootstrap",
      code: Code.fromAsset(props.zip ?? packageFor(architecture)),
      role: this.role,
      memorySize: props.memorySize ?? FUNCTION.defaultMemoryMb,
      timeout,
      environment,
      environmentEncryption: props.encryptionKey,
      reservedConcurrentExecutions: props.reservedConcurrency,
      tenancyConfig: props.tenantIsolation ? TenancyConfig.PER_TENANT : undefined,
      // Asynchronous invocations: code that may have run is not run again, and what waits is not run much later.
      retryAttempts: 0,
      maxEventAge: Duration.minutes(1),
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: props.logLevel ?? ApplicationLogLevel.INFO,
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      vpc: network?.vpc,
      vpcSubnets: network?.subnets,
      securityGroups: network?.securityGroups,
    });
    if (props.functionUrl)
      this.functionUrl = this.lambdaFunction.addFunctionUrl({ authType: FunctionUrlAuthType.AWS_IAM });
    if (props.alarms)
      this.alarms = makeAlarms(
        this,
        this.lambdaFunction,
        { timeoutMs: timeout.toMilliseconds(), longestMs: longestExecutionMs(props.limits) },
        props.alarms === true ? {} : props.alarms,
      );
    if (props.dashboard) this.dashboard = makeDashboard(this, this.lambdaFunction);
  }

  get functionName(): string {
    return this.lambdaFunction.functionName;
  }

  get functionArn(): string {
    return this.lambdaFunction.functionArn;
  }

  /** Its security groups, in a VPC. @throws if it is in none */
  get connections(): Connections {
    return this.lambdaFunction.connections;
  }

  /** Lets somebody invoke the function, and so run code in it. */
  grantInvoke(grantee: IGrantable): Grant {
    return this.lambdaFunction.grantInvoke(grantee);
  }

  /** Lets somebody call the function's URL. @throws InvalidConfigurationError without `functionUrl` */
  grantInvokeUrl(grantee: IGrantable): Grant {
    if (!this.functionUrl) refuse("functionUrl", "is not set, so that there is no URL to grant; set it to true");
    return this.functionUrl.grantInvokeUrl(grantee);
  }
}
