// SPDX-License-Identifier: MIT
// What the model is told of the tool before it writes code for it.
import type { ToolAnnotations } from "@modelcontextprotocol/sdk/types.js";
import type { Settings } from "./settings.js";
import { formatSize } from "./units.js";

/** Of docs/web-api-support.md. The tests look for each in a real execution. */
export const GLOBALS = [
  ..."console fetch Headers Request Response FormData Blob File URL URLSearchParams TextEncoder TextDecoder".split(" "),
  ..."ReadableStream WritableStream TransformStream AbortController structuredClone performance atob btoa".split(" "),
  ..."setTimeout setInterval queueMicrotask crypto.randomUUID crypto.getRandomValues".split(" "),
];

/** What is often looked for in vain. */
export const ABSENT = [
  ..."require process Buffer module global window document Intl WebAssembly Worker WebSocket".split(" "),
  "crypto.subtle",
];

/** Which hosts fetch() reaches, as a sentence. */
export function hostsOf({ limits: { allowedDomains } }: Settings): string {
  if (allowedDomains.length === 0) return "There is no network: fetch() is refused. Pass data as `input`.";
  const example = allowedDomains.some((host) => !host.includes("://") && !host.startsWith("*."));
  return (
    `fetch() reaches only: ${allowedDomains.join(", ")}` +
    `${example ? " (a plain host name stands for its subdomains, too)" : ""}. Everything else is refused.`
  );
}

/** The tool's description. */
export function describe(settings: Settings): string {
  const { limits, maxResultBytes, maxConsoleBytes } = settings;
  const facts = [
    "Result: the value of the last expression statement, or what a top-level `return` returns, as JSON. A declaration " +
      "has no value: end with an expression, and put an object literal in parentheses. Top-level `await` works; a " +
      "promise is awaited.",
    "`input` is the variable that holds the argument of that name.",
    "Plain JavaScript (ES2025), not TypeScript. No Node.js, no modules (`import`, `export`), no files, no page.",
    `There are: ${GLOBALS.join(", ")}. There are not: ${ABSENT.join(", ")}. The time zone is UTC.`,
    hostsOf(settings),
    "Each call starts fresh: nothing of an earlier call is left. When the result is there it ends, with the timers and " +
      "requests that nobody awaits.",
    `Limits, which a call cannot change: ${limits.timeoutMs} ms of time, waiting included; ` +
      `${formatSize(limits.memoryLimitBytes)} of memory.`,
    `You get the first ${formatSize(maxResultBytes)} of the result's JSON, and the first ` +
      `${formatSize(maxConsoleBytes)} of what it prints with \`console\`; so return and print what matters. ` +
      "If it fails you get the error with its line and column.",
  ];
  return (
    "Runs JavaScript in a sandbox and gives back its result. Use it to calculate exactly, and to transform, check or " +
    `generate data.\n\n${facts.map((fact) => `- ${fact}`).join("\n")}`
  );
}

/** Without network the code has no effects at all; with it, those that its requests have. */
export function annotate({ limits: { allowedDomains } }: Settings): ToolAnnotations {
  const hasNetwork = allowedDomains.length > 0;
  return {
    readOnlyHint: !hasNetwork,
    destructiveHint: hasNetwork,
    idempotentHint: !hasNetwork,
    openWorldHint: hasNetwork,
  };
}
