// SPDX-License-Identifier: MIT
// Which executor: of the three ways exactly one.
import type { LambdaClient } from "@aws-sdk/client-lambda";
import type { Transport } from "./call.js";
import { EndpointTransport } from "./endpoint.js";
import { ConfigurationError, InvalidOptionsError } from "./errors.js";
import { LambdaTransport } from "./lambda.js";
import { LocalTransport, type LocalExecutor } from "./local.js";
import { checkText } from "./request.js";

/**
 * Which executor runs the code: `functionName`, `endpoint` or `local`. Without any of them the environment variable
 * `SANDBOX_FUNCTION_NAME` names the Lambda function.
 *
 * @public
 */
export interface TargetOptions {
  /** The Lambda function's name or ARN, with a version or an alias if need be. Default: `SANDBOX_FUNCTION_NAME`. */
  functionName?: string | undefined;
  /** The function's AWS region. Default: the AWS SDK's, such as of `AWS_REGION`. One client is made for each. */
  region?: string | undefined;
  /** A ready client, instead of `region`: with an endpoint, credentials or a proxy of its own. */
  client?: LambdaClient | undefined;
  /** An `untrusted serve`: `http://HOST:PORT`, `https://HOST` or `unix:/PATH`. */
  endpoint?: string | undefined;
  /** The bearer token of `endpoint`. Default: none is sent. */
  token?: string | undefined;
  /** This machine, with the package `@untrusted-code/sandbox`: true, or one of its executors. */
  local?: true | LocalExecutor | undefined;
}

/** @internal */
export const TARGET_KEYS = ["functionName", "region", "client", "endpoint", "token", "local"];

const WAYS = ["functionName", "endpoint", "local"] as const;

function checkCompanions(target: TargetOptions, way: string): void {
  const refuse = (option: string, owner: string): never => {
    throw new ConfigurationError(`${option} belongs to ${owner}, and has no meaning with ${way}`);
  };
  if (target.token !== undefined && way !== "endpoint") refuse("token", "endpoint");
  if (target.region !== undefined && way !== "functionName") refuse("region", "functionName");
  if (target.client !== undefined && way !== "functionName") refuse("client", "functionName");
  if (target.client !== undefined && typeof (target.client as Partial<LambdaClient> | null)?.send !== "function")
    throw new InvalidOptionsError("client must be a LambdaClient of @aws-sdk/client-lambda", { field: "client" });
  if (target.client !== undefined && target.region !== undefined)
    throw new ConfigurationError("client and region are both given; a client has its own region");
}

function localTransport(local: unknown): Transport {
  if (local === true) return new LocalTransport();
  const executor = local as Partial<LocalExecutor> | null;
  if (typeof executor !== "object" || typeof executor?.listen !== "function" || !((executor.concurrency ?? 0) >= 1))
    throw new InvalidOptionsError("local must be true or an Executor of @untrusted-code/sandbox", { field: "local" });
  return new LocalTransport(executor as LocalExecutor);
}

/**
 * The way to the executor that is asked for.
 *
 * @throws ConfigurationError, InvalidOptionsError
 * @internal
 */
export function transportOf(target: TargetOptions): Transport {
  for (const field of ["functionName", "region", "endpoint", "token"] as const) checkText(target[field], field);
  const given = WAYS.filter(way => target[way] !== undefined);
  if (given.length > 1) throw new ConfigurationError(`${given.join(" and ")} are both given; choose one`);
  const functionName = target.functionName ?? process.env.SANDBOX_FUNCTION_NAME;
  const way = given[0] ?? (functionName ? "functionName" : undefined);
  if (way === undefined)
    throw new ConfigurationError(
      "no executor is named: give functionName or set SANDBOX_FUNCTION_NAME for AWS Lambda, give endpoint for an " +
        "`untrusted serve`, or give local: true to run code on this machine (npm install @untrusted-code/sandbox)",
    );
  checkCompanions(target, way);
  if (target.endpoint !== undefined) return new EndpointTransport(target.endpoint, target.token);
  if (target.local !== undefined) return localTransport(target.local);
  return new LambdaTransport(functionName as string, target);
}

/** Refuses what only one way has. @throws InvalidOptionsError @internal */
export function checkTenant(transport: Transport, tenantId: string | undefined): void {
  if (tenantId !== undefined && !(transport instanceof LambdaTransport))
    throw new InvalidOptionsError("tenantId is for a Lambda function (functionName), and has no meaning elsewhere", {
      field: "tenantId",
    });
}
