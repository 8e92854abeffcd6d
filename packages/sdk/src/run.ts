// SPDX-License-Identifier: MIT
import { UntrustedCode } from "./client.js";
import { checkKeys, RUN_KEYS, type RunOptions } from "./request.js";
import type { RunResponse } from "./response.js";
import { TARGET_KEYS, type TargetOptions } from "./target.js";

/**
 * Options of {@link runUntrustedCode}: what to run, and where.
 *
 * @public
 */
export interface RunUntrustedCodeOptions<Input = unknown, Result = unknown>
  extends RunOptions<Input, Result>,
    TargetOptions {}

/** The clients of those who did not make their own, by what they asked for. */
type Clients = Map<string, UntrustedCode>;
const shared: Clients = new Map();
/** And of those who made an executor, which goes when they let go of it. */
const byExecutor = new WeakMap<object, Clients>();

function clientsOf(local: TargetOptions["local"]): Clients {
  if (typeof local !== "object" || local === null) return shared;
  const clients: Clients = byExecutor.get(local) ?? new Map();
  byExecutor.set(local, clients);
  return clients;
}

function clientOf(target: TargetOptions): UntrustedCode {
  // An AWS client keeps its connections itself.
  if (target.client !== undefined) return new UntrustedCode(target);
  const clients = clientsOf(target.local);
  const { functionName, region, endpoint, token, local } = target;
  const asked = [functionName, region, endpoint, token, typeof local === "object" ? "object" : local, process.env.SANDBOX_FUNCTION_NAME];
  const key = JSON.stringify(asked.map(value => (value === undefined ? 0 : String(value))));
  let client = clients.get(key);
  if (!client) {
    client = new UntrustedCode(target);
    clients.set(key, client);
  }
  return client;
}

/**
 * Runs code that nobody has read, and resolves to what became of it: its result, its console, what it cost, and if it
 * failed, why.
 *
 * @example
 * ```ts
 * const { result } = await runUntrustedCode({ code: "2 + 2", functionName: "my-function" }); // 4
 * ```
 * @throws an {@link UntrustedCodeError} for everything that was not the code's doing
 * @public
 */
export async function runUntrustedCode<Input = unknown, Result = unknown>(
  options: RunUntrustedCodeOptions<Input, Result>,
): Promise<RunResponse<Result>> {
  checkKeys(options, [...RUN_KEYS, ...TARGET_KEYS], "options");
  const target: Record<string, unknown> = {};
  const run: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(options)) (TARGET_KEYS.includes(key) ? target : run)[key] = value;
  return clientOf(target).run(run as unknown as RunOptions<Input, Result>);
}
