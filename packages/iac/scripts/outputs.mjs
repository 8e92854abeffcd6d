// SPDX-License-Identifier: MIT
// What the last `make deploy` left: the outputs of its stack.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const FILE =
  process.env.UNTRUSTED_OUTPUTS ?? fileURLToPath(new URL("../../../build/iac/outputs.json", import.meta.url));

/** { FunctionName, FunctionArn, … }, or undefined if nothing was deployed from here. */
export function readOutputs() {
  try {
    return Object.values(JSON.parse(readFileSync(FILE, "utf8")))[0];
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}
