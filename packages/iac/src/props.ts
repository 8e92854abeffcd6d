// SPDX-License-Identifier: MIT
import type { Duration, RemovalPolicy, Size } from "aws-cdk-lib";
import type { IAlarmAction } from "aws-cdk-lib/aws-cloudwatch";
import type { ISecurityGroup, IVpc, SubnetSelection } from "aws-cdk-lib/aws-ec2";
import type { IKey } from "aws-cdk-lib/aws-kms";
import type { ApplicationLogLevel, Architecture } from "aws-cdk-lib/aws-lambda";
import type { RetentionDays } from "aws-cdk-lib/aws-logs";
import type { LAYERS } from "./limits.js";

/**
 * Limits of the deployer: what an execution gets whose request asks for nothing, and what none can exceed. The function
 * itself enforces them.
 */
export interface UntrustedCodeLimits {
  /** Wall time without a `timeoutMs`. Default 5 s, or `maximumTimeout` if that is less. */
  readonly defaultTimeout?: Duration;
  /** The longest wall time; a request for more gets this. Default and maximum 25 s. */
  readonly maximumTimeout?: Duration;
  /** Memory for the code's values without a `memoryLimitBytes`. Default 10 MiB, or `maximumMemory` if that is less. */
  readonly defaultMemory?: Size;
  /** The most memory; a request for more gets this. Default and maximum 50 MiB. */
  readonly maximumMemory?: Size;
}

/** A VPC of yours. Without a way out of it `fetch()` reaches nothing. */
export interface UntrustedCodeVpc {
  /** The function's network interfaces are in it. */
  readonly vpc: IVpc;
  /** Default: the private subnets. */
  readonly subnets?: SubnetSelection;
  /** Default: one of its own that allows HTTP and HTTPS out, and nothing else. */
  readonly securityGroups?: ISecurityGroup[];
}

/**
 * Where the function's requests go out.
 *
 * - `public`: Lambda's own network, which reaches public addresses and nothing of your VPCs.
 * - `isolated`: a VPC of its own without any route out, and a security group without egress: for code that never needs
 *   `fetch()`.
 * - a VPC of yours.
 */
export type UntrustedCodeNetwork = "public" | "isolated" | UntrustedCodeVpc;

/** Thresholds of the alarms, and who is told. Each looks at five minutes at a time. */
export interface UntrustedCodeAlarmsProps {
  /** What happens when one fires, and when it is over again; such as `new SnsAction(topic)`. Default: nothing. */
  readonly actions?: IAlarmAction[];
  /** Invocations that failed as such, which is never the code's doing. Default 1. */
  readonly errors?: number;
  /** Invocations that Lambda refused for want of concurrency. Default 1. */
  readonly throttles?: number;
  /** Duration of an invocation, in percent of the function's timeout, 1 to 100. Default 90, or more where executions alone take that. */
  readonly durationPercent?: number;
  /** Executions that failed inside the sandbox. Default 1. */
  readonly sandboxFaults?: number;
  /** Outbound requests that a rule of the network refused. Default 100. */
  readonly refusals?: number;
}

/** An isolation layer of the executor that can be required. */
export type UntrustedCodeLayer = (typeof LAYERS)[number];

/** Properties of {@link UntrustedCodeFunction}. */
export interface UntrustedCodeFunctionProps {
  /** The function's name. Default: one that CloudFormation makes, so that the function can be replaced. */
  readonly functionName?: string;
  /** Of the processor. Default `Architecture.ARM_64`, which is cheaper for the same work. */
  readonly architecture?: Architecture;
  /** Path of the function's package. Default: the one of this npm package for the architecture. */
  readonly zip?: string;
  /** MB, 256 to 10,240; processor time comes with it. Default 512. */
  readonly memorySize?: number;
  /** Of an invocation; at least 1 s more than the longest execution, at most 15 min. Default 30 s. */
  readonly timeout?: Duration;
  /**
   * Invocations at a time that it may have, and that are kept for it, at least 1. Default: none are reserved, since a
   * new account has too few to reserve any.
   */
  readonly reservedConcurrency?: number;
  /**
   * Environments of their own for each tenant: every invocation must then name its `TenantId`. It is chosen when the
   * function is created; a change replaces the function. Excludes `functionUrl`. Default false.
   */
  readonly tenantIsolation?: boolean;
  /** Default: those of the executor, 5 s and 10 MiB, at most 25 s and 50 MiB. */
  readonly limits?: UntrustedCodeLimits;
  /**
   * Hosts that no request's `allowedDomains` can exceed; `[]` is no network at all. At most 1,000 entries, which with
   * the other settings must fit into Lambda's 4 KB. Default: any public host; with an isolated network `[]`.
   */
  readonly outerAllowlist?: readonly string[];
  /** Isolation layers without which the function refuses to start. Default: those that need nothing of the kernel. */
  readonly requiredLayers?: readonly UntrustedCodeLayer[] | "all";
  /** Default `public`. */
  readonly network?: UntrustedCodeNetwork;
  /** Encrypts the log group and the environment variables. Default: keys that AWS owns or manages. */
  readonly encryptionKey?: IKey;
  /** Default one month. */
  readonly logRetention?: RetentionDays;
  /** What becomes of the log group when the stack is removed. Default `RemovalPolicy.DESTROY`. */
  readonly logRemovalPolicy?: RemovalPolicy;
  /** Lines below it are dropped. Metrics always pass. Default `ApplicationLogLevel.INFO`. */
  readonly logLevel?: ApplicationLogLevel;
  /** Active tracing with X-Ray, which gives the role two permissions more. Default false. */
  readonly tracing?: boolean;
  /** Alarms over Lambda's metrics and the function's own: true, or with thresholds and actions. Default false. */
  readonly alarms?: boolean | UntrustedCodeAlarmsProps;
  /** A dashboard over the same metrics. Default false. */
  readonly dashboard?: boolean;
  /** A URL at which AWS identities that are granted it may call the function over HTTPS. Default false. */
  readonly functionUrl?: boolean;
}
