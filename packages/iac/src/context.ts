// SPDX-License-Identifier: MIT
// The stack's properties from CDK context, such as `-c architecture=x86_64 -c tenantIsolation=true`.
import { Duration, Fn, RemovalPolicy, Size, Validations } from "aws-cdk-lib";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { SecurityGroup, Vpc } from "aws-cdk-lib/aws-ec2";
import { Key } from "aws-cdk-lib/aws-kms";
import { ApplicationLogLevel, Architecture } from "aws-cdk-lib/aws-lambda";
import { RetentionDays } from "aws-cdk-lib/aws-logs";
import { Topic } from "aws-cdk-lib/aws-sns";
import type { Construct, Node } from "constructs";
import { refuse } from "./errors.js";
import type { UntrustedCodeFunctionProps, UntrustedCodeNetwork } from "./props.js";

/** What one value means; throws what is expected instead. */
type Parse<T> = (text: string) => T;

class Expected extends Error {}

function expect(what: string): never {
  throw new Expected(what);
}

const text =
  (pattern: RegExp, what: string): Parse<string> =>
  (value) =>
    pattern.test(value) ? value : expect(what);

/** Judged by the construct. */
const anything: Parse<string> = (value) => value;

const integer: Parse<number> = (value) => (/^\d{1,9}$/.test(value) ? Number(value) : expect("a whole number"));

const boolean: Parse<boolean> = (value) => oneOf({ true: true, false: false })(value);

function oneOf<T>(choices: Record<string, T>): Parse<T> {
  return (value) => {
    const names = Object.keys(choices);
    return names.includes(value) ? (choices[value] as T) : expect(names.join(" or "));
  };
}

const list: Parse<string[]> = (value) => (value === "" ? [] : value.split(",").map((entry) => entry.trim()));

const ids =
  (kind: string): Parse<string[]> =>
  (value) => {
    const found = list(value);
    const isRight = found.length > 0 && found.every((id) => new RegExp(`^${kind}-[0-9a-f]+$`).test(id));
    return isRight ? found : expect(`one or more ids such as ${kind}-0123456789abcdef0, separated by commas`);
  };

/** The units are those of the command line: docs/lambda.md, docs/limits.md. */
function quantity(units: Record<string, number>, what: string): Parse<number> {
  return (value) => {
    const [, digits, unit] = /^(\d{1,12})([A-Za-z]*)$/.exec(value) ?? [];
    const factor = Object.entries(units).find(([name]) => name.toLowerCase() === unit?.toLowerCase())?.[1];
    return digits === undefined || factor === undefined ? expect(what) : Number(digits) * factor;
  };
}

const time: Parse<Duration> = (value) =>
  Duration.millis(quantity({ ms: 1, s: 1000, m: 60_000 }, "a time with a unit, such as 500ms or 5s")(value));

const BYTES = { B: 1, KB: 1000, MB: 1_000_000, KiB: 1024, MiB: 1_048_576 };
const size: Parse<Size> = (value) => Size.bytes(quantity(BYTES, "a size with a unit, such as 10MB or 32MiB")(value));

const days: Parse<RetentionDays> = (value) => {
  const allowed = Object.values(RetentionDays).filter((entry): entry is RetentionDays => typeof entry === "number");
  const found = allowed.find((entry) => String(entry) === value && entry !== RetentionDays.INFINITE);
  return found ?? expect(`a number of days that CloudWatch Logs knows: ${allowed.slice(0, 12).join(", ")} …`);
};

const arn = (service: string): Parse<string> =>
  text(
    new RegExp(`^arn:[\\w-]+:${service}:[\\w-]*:\\d*:.+$`),
    `an ARN, such as arn:aws:${service}:eu-west-1:123456789012:…`,
  );

/** All keys, and what their values mean: docs/deploy.md. */
export const KEYS = {
  stackName: text(/^[A-Za-z][A-Za-z0-9-]{0,127}$/, "a letter, then up to 127 letters, digits and -"),
  functionName: anything,
  architecture: oneOf({ arm64: Architecture.ARM_64, x86_64: Architecture.X86_64 }),
  zip: anything,
  memorySize: integer,
  timeout: time,
  reservedConcurrency: integer,
  tenantIsolation: boolean,
  defaultTimeout: time,
  maximumTimeout: time,
  defaultMemory: size,
  maximumMemory: size,
  outerAllowlist: list,
  requiredLayers: (value: string) => (value === "all" ? value : list(value)),
  network: oneOf({ public: "public", isolated: "isolated", vpc: "vpc" }),
  vpcId: text(/^vpc-[0-9a-f]+$/, "the id of a VPC, such as vpc-0123456789abcdef0"),
  subnetIds: ids("subnet"),
  securityGroupIds: ids("sg"),
  encryptionKey: (value: string) => (value === "new" ? value : arn("kms")(value)),
  logLevel: oneOf(ApplicationLogLevel),
  logRetentionDays: days,
  logRemoval: oneOf({ destroy: RemovalPolicy.DESTROY, retain: RemovalPolicy.RETAIN }),
  tracing: boolean,
  alarms: boolean,
  alarmTopicArn: arn("sns"),
  dashboard: boolean,
  functionUrl: boolean,
} satisfies Record<string, Parse<unknown>>;

type Values = { [Key in keyof typeof KEYS]?: ReturnType<(typeof KEYS)[Key]> };

/** The CDK's own keys have such marks in their names, but for the one in cdk.json. */
const isOurs = (key: string): boolean => !/[@:/]/.test(key) && key !== "cli-telemetry";

const contextOf = (node: Node): Record<string, unknown> => node.getAllContext() as Record<string, unknown>;

/**
 * Refuses a key that is none of ours, such as one with a slip of the pen. For the app that holds nothing but our stack.
 *
 * @throws InvalidConfigurationError
 */
export function checkKeys(node: Node): void {
  const unknown = Object.keys(contextOf(node)).find((key) => isOurs(key) && !Object.hasOwn(KEYS, key));
  if (unknown !== undefined) refuse(`context ${unknown}`, `is not known; there are ${Object.keys(KEYS).join(", ")}`);
}

/**
 * Every key of ours in the context, judged.
 *
 * @throws InvalidConfigurationError
 */
export function readContext(node: Node): Values {
  const context = contextOf(node);
  const values: Record<string, unknown> = {};
  for (const [key, parse] of Object.entries(KEYS)) {
    const value = context[key];
    if (value === undefined) continue;
    try {
      values[key] = parse(String(value));
    } catch (error) {
      if (error instanceof Expected) refuse(`context ${key}`, `must be ${error.message}, not "${String(value)}"`);
      throw error;
    }
  }
  return values;
}

function networkOf(scope: Construct, values: Values): UntrustedCodeNetwork | undefined {
  const { network, vpcId, subnetIds = [], securityGroupIds } = values;
  if (network !== "vpc") {
    const stray = (["vpcId", "subnetIds", "securityGroupIds"] as const).find((key) => values[key] !== undefined);
    if (stray) refuse(`context ${stray}`, "has a meaning only with -c network=vpc");
    return network as "public" | "isolated" | undefined;
  }
  if (vpcId === undefined || subnetIds.length === 0)
    refuse("context network=vpc", "needs -c vpcId=… and -c subnetIds=…, separated by commas");
  const vpc = Vpc.fromVpcAttributes(scope, "CallersVpc", {
    vpcId,
    // Which subnet is where makes no difference to the function.
    availabilityZones: subnetIds.map((_, index) => Fn.select(index, Fn.getAzs())),
    privateSubnetIds: subnetIds,
  });
  Validations.of(vpc).acknowledge({
    id: "Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId",
    reason: "Nothing here asks for the routes of the subnets.",
  });
  return {
    vpc,
    ...(securityGroupIds && {
      securityGroups: securityGroupIds.map((id, index) =>
        SecurityGroup.fromSecurityGroupId(scope, `CallersGroup${index}`, id),
      ),
    }),
  };
}

/** The function's properties. `scope` is the stack that gets what they need. */
export function propsOf(scope: Construct, values: Values): UntrustedCodeFunctionProps {
  const { defaultTimeout, maximumTimeout, defaultMemory, maximumMemory, encryptionKey, alarmTopicArn } = values;
  if (alarmTopicArn !== undefined && values.alarms === false)
    refuse("context alarmTopicArn", "has no meaning with -c alarms=false");
  return {
    functionName: values.functionName,
    architecture: values.architecture,
    zip: values.zip,
    memorySize: values.memorySize,
    timeout: values.timeout,
    reservedConcurrency: values.reservedConcurrency,
    tenantIsolation: values.tenantIsolation,
    limits: { defaultTimeout, maximumTimeout, defaultMemory, maximumMemory },
    outerAllowlist: values.outerAllowlist,
    requiredLayers: values.requiredLayers as UntrustedCodeFunctionProps["requiredLayers"],
    network: networkOf(scope, values),
    encryptionKey:
      encryptionKey === "new"
        ? new Key(scope, "Key", {
            description: "Untrusted code: logs and settings",
            enableKeyRotation: true,
            // As long as there are logs to read with it.
            removalPolicy: values.logRemoval ?? RemovalPolicy.DESTROY,
          })
        : encryptionKey && Key.fromKeyArn(scope, "Key", encryptionKey),
    logRetention: values.logRetentionDays,
    logRemovalPolicy: values.logRemoval,
    logLevel: values.logLevel,
    tracing: values.tracing,
    alarms:
      alarmTopicArn === undefined
        ? (values.alarms ?? true)
        : { actions: [new SnsAction(Topic.fromTopicArn(scope, "AlarmTopic", alarmTopicArn))] },
    dashboard: values.dashboard,
    functionUrl: values.functionUrl,
  } as UntrustedCodeFunctionProps;
}
