// SPDX-License-Identifier: MIT
// What a model can do about a failure.
import {
  InvalidOptionsError,
  type FailureDetails,
  type RunFailure,
  type UntrustedCodeError,
} from "@untrusted-code/sdk";
import { hostsOf } from "./description.js";
import type { Settings } from "./settings.js";
import { formatSize } from "./units.js";

const NO_MODULES = "There are no modules and no Node.js APIs here: use the language and the web APIs alone.";
const NO_PAGE = "There is no page here, and no DOM.";

/** What the messages of failures tell beyond their kind. */
const BY_MESSAGE: readonly [RegExp, (settings: Settings) => string][] = [
  [/^fetch to .* refused: (?:host|scheme|port|address) /s, hostsOf],
  [/^cannot import |^unsupported keyword: (?:import|export)/, () => NO_MODULES],
  [/^(?:require|process|Buffer|module|exports|global|__dirname|__filename) is not defined$/, () => NO_MODULES],
  [/^(?:window|document|localStorage|navigator|XMLHttpRequest) is not defined$/, () => NO_PAGE],
];

const BY_KIND: Partial<Record<FailureDetails["kind"], (settings: Settings, failure: RunFailure) => string>> = {
  timeout: (_, { limits }) =>
    `It was stopped after ${limits.timeoutMs} ms, ` +
    (limits.timeoutBy === "deadline" ? "when the executor's own time was up. " : "the limit. ") +
    "Do less work in one call, or look for a loop or a promise that never ends.",
  memory: (_, { limits }) =>
    `It needed more than ${formatSize(limits.memoryLimitBytes)} of memory, the limit. ` +
    "Hold less at a time: work in pieces, and do not build long arrays or strings.",
  stack: () => "It recursed too deeply: end the recursion earlier, or use a loop.",
  result: () =>
    "Return what JSON can hold, in at most 6 MiB: no BigInt (use String(value)), and no object that contains itself.",
};

/** What to do about a failure of the code; undefined if its message says all. */
export function hintOnFailure(failure: RunFailure, settings: Settings): string | undefined {
  const { kind, message } = failure.errorDetails;
  const [, byMessage] = BY_MESSAGE.find(([pattern]) => pattern.test(message)) ?? [];
  return byMessage?.(settings) ?? BY_KIND[kind]?.(settings, failure);
}

/** Options that are refused and not the model's. */
const FIXED = /^(?:allowedDomains|memoryLimitBytes|tenantId|timeoutMs)\b/;

/** Is it the call's arguments that were refused? */
export function isOfArguments(error: UntrustedCodeError): boolean {
  if (error instanceof InvalidOptionsError) return !FIXED.test(error.field ?? "");
  return error.code === "payload_too_large";
}

/** What to do about an error of the executor's: above all whether to call again. */
export function hintOnError(error: UntrustedCodeError, settings: Settings): string {
  if (isOfArguments(error)) return "Nothing was run: correct the arguments.";
  switch (error.code) {
    case "invalid_options":
    case "configuration":
    case "access_denied":
    case "invalid_response":
    case "closed":
      return "Calling again does not help: whoever runs this server has to correct it.";
  }
  if (!error.mayHaveRun) return "Nothing was run: it is safe to call again, perhaps a little later.";
  if (settings.limits.allowedDomains.length === 0)
    return "The code may have run. Without network it has no effects: it is safe to call again.";
  return "The code may have run, and sent requests. Call again only if these may be sent twice.";
}
