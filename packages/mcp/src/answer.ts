// SPDX-License-Identifier: MIT
// What the model gets: parts for programs, and the same as text.
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import {
  FunctionError,
  type ResponseFields,
  type RunFailure,
  type RunResponse,
  type RunSuccess,
  type UntrustedCodeError,
} from "@untrusted-code/sdk";
import { cutConsole, cutResult, DEPTH_MAX, isTooDeep, startOf } from "./cut.js";
import { hintOnError, hintOnFailure, isOfArguments } from "./hints.js";
import type { Failure, Output } from "./schema.js";
import type { Settings } from "./settings.js";
import { showSource } from "./source.js";

/** Of an error's message, and of its stack. */
const ERROR_MAX_BYTES = 4096;

/** What every answer has. */
type Common = Pick<Output, "console" | "truncated" | "executionTimeMs" | "limits">;

function commonOf(response: ResponseFields | undefined, { limits, maxConsoleBytes }: Settings): Common {
  const { part, note } = cutConsole(response?.consoleOutput ?? [], maxConsoleBytes);
  const { timeoutMs, memoryLimitBytes } = response?.limits ?? limits;
  return {
    console: part,
    ...(note === undefined ? {} : { truncated: { console: note } }),
    ...(response === undefined ? {} : { executionTimeMs: response.executionTimeMs }),
    limits: { timeoutMs, memoryLimitBytes },
  };
}

/** One block for what came of it, and another for what was printed. */
function answer(output: Output, ...texts: (string | undefined)[]): CallToolResult {
  const { console, truncated } = output;
  const said = texts.filter((text) => text !== undefined && text !== "").join("\n\n");
  const printed = [...console, ...(truncated?.console === undefined ? [] : [`(${truncated.console})`])];
  return {
    content: [
      { type: "text", text: said },
      ...(printed.length === 0 ? [] : [{ type: "text" as const, text: `Console:\n${printed.join("\n")}` }]),
    ],
    structuredContent: output,
    isError: !output.success,
  };
}

const NO_RESULT = "undefined: the code gave no result. End it with an expression, or `return` the value.";

const TOO_DEEP =
  `The result was cut off: it is nested more than ${DEPTH_MAX} deep. Have the code return something flatter.`;

/** A result's JSON text; of one that is nested too deeply even for that, brackets. */
function jsonOf(result: unknown): string | undefined {
  try {
    return JSON.stringify(result);
  } catch {
    return "[".repeat(DEPTH_MAX + 1);
  }
}

function answerOfSuccess(response: RunSuccess, settings: Settings): CallToolResult {
  const common = commonOf(response, settings);
  const json = jsonOf(response.result);
  if (json === undefined) return answer({ success: true, ...common }, NO_RESULT);
  const { part, note } = isTooDeep(json) ? { part: json.slice(0, DEPTH_MAX), note: TOO_DEEP } : cutResult(json, settings.maxResultBytes);
  if (note === undefined) return answer({ success: true, result: response.result, ...common }, part);
  const truncated = { ...common.truncated, result: note };
  return answer({ success: true, resultStart: part, ...common, truncated }, part, `(${note})`);
}

/** `TypeError: … at line 3, column 5`. */
function headlineOf({ name, message, line, column }: Failure): string {
  const place = line === undefined ? "" : ` at line ${line}${column === undefined ? "" : `, column ${column}`}`;
  return `${name === undefined ? "" : `${name}: `}${message}${place}`;
}

function answerOfFailure(response: RunFailure, code: string, settings: Settings): CallToolResult {
  const { kind, name, message, line, column, stack } = response.errorDetails;
  const error: Failure = {
    kind,
    ...(name === undefined ? {} : { name }),
    message: startOf(message, ERROR_MAX_BYTES),
    ...(line === undefined ? {} : { line }),
    ...(column === undefined ? {} : { column }),
    ...(stack === undefined ? {} : { stack: startOf(stack, ERROR_MAX_BYTES) }),
  };
  const hint = hintOnFailure(response, settings);
  const output = { success: false, error, ...(hint === undefined ? {} : { hint }), ...commonOf(response, settings) };
  // A stack of one frame says no more than the line.
  const frames = error.stack?.trimEnd().includes("\n") ? error.stack.trimEnd() : "";
  const source = showSource(code, line, column);
  return answer(output, headlineOf(error), [source, frames].filter(Boolean).join("\n"), hint);
}

/** What became of the code. */
export function answerOf(response: RunResponse, code: string, settings: Settings): CallToolResult {
  return response.success ? answerOfSuccess(response, settings) : answerOfFailure(response, code, settings);
}

/** What kept the code from running, or its answer from coming. */
export function answerOfError(error: UntrustedCodeError, settings: Settings): CallToolResult {
  const failure: Failure = {
    kind: isOfArguments(error) ? "invalid_request" : "executor",
    name: error.name,
    message: startOf(error.message, ERROR_MAX_BYTES),
    mayHaveRun: error.mayHaveRun,
  };
  const response = error instanceof FunctionError ? error.response : undefined;
  const hint = hintOnError(error, settings);
  return answer({ success: false, error: failure, hint, ...commonOf(response, settings) }, failure.message, hint);
}
