// SPDX-License-Identifier: MIT
export { SandboxError, type SandboxErrorCode } from "./errors.js";
export { Executor } from "./executor.js";
export type { ExecutorOptions, IsolationLayer, LimitOptions, NetworkOptions } from "./options.js";
export { executablePath } from "./platform.js";
