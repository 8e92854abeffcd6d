// SPDX-License-Identifier: MIT
export type { UntrustedCodeAlarms } from "./alarms.js";
export { InvalidConfigurationError } from "./errors.js";
export { UntrustedCodeFunction } from "./function.js";
export type {
  UntrustedCodeAlarmsProps,
  UntrustedCodeFunctionProps,
  UntrustedCodeLayer,
  UntrustedCodeLimits,
  UntrustedCodeNetwork,
  UntrustedCodeVpc,
} from "./props.js";
export { UntrustedCodeStack } from "./stack.js";
