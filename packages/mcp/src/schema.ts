// SPDX-License-Identifier: MIT
// What the tool takes and gives.
import { z } from "zod";

const ARGUMENTS = {
  code: z
    .string()
    .describe(
      "JavaScript. The value of its last expression statement is the result, or what a top-level `return` returns. " +
        "Top-level `await` works.",
    ),
  input: z.unknown().optional().describe("Any JSON; the code finds it in the variable `input`. Default: undefined."),
};

/** Nothing else: limits are not the model's. */
export const INPUT = z.strictObject(ARGUMENTS, {
  error: (issue) =>
    issue.code === "unrecognized_keys"
      ? `unknown argument ${issue.keys.map((key) => JSON.stringify(key)).join(", ")}: there are only ` +
        `${Object.keys(ARGUMENTS).join(" and ")}; limits and hosts are fixed by whoever runs this server`
      : undefined,
});

const FAILURE = z.strictObject({
  kind: z
    .enum(["syntax", "runtime", "timeout", "memory", "stack", "result", "invalid_request", "executor"])
    .describe(
      "syntax: the code is no JavaScript; runtime: it threw, or a promise was rejected; timeout, memory: that limit " +
        "was reached; stack: it recursed too deeply; result: JSON cannot hold its value; invalid_request: the " +
        "arguments were refused, and nothing was run; executor: the executor failed, and the code is not to blame",
    ),
  name: z.string().optional().describe("Of what was thrown, such as TypeError"),
  message: z.string(),
  line: z.number().optional().describe("In the code, from 1"),
  column: z.number().optional().describe("In that line, from 1"),
  stack: z.string().optional(),
  mayHaveRun: z.boolean().optional().describe("With kind executor: may the code have run, and had effects?"),
});

export const OUTPUT = z.strictObject({
  success: z.boolean().describe("Did the code run to its end?"),
  result: z.unknown().optional().describe("The result. Absent if it is undefined, or too large"),
  resultStart: z.string().optional().describe("If the result is too large: the beginning of its JSON text"),
  error: FAILURE.optional().describe("Why it failed"),
  hint: z.string().optional().describe("What to do about it"),
  console: z.array(z.string()).describe("The console's lines, such as `[log] text`"),
  truncated: z
    .strictObject({ result: z.string().optional(), console: z.string().optional() })
    .optional()
    .describe("What has been cut off"),
  executionTimeMs: z.number().optional().describe("Wall time; absent if that is not known"),
  limits: z.strictObject({ timeoutMs: z.number(), memoryLimitBytes: z.number() }).describe("The limits in force"),
});

export type Output = z.infer<typeof OUTPUT>;
export type Failure = z.infer<typeof FAILURE>;
