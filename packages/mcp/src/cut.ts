// SPDX-License-Identifier: MIT
// How much of what untrusted code gives reaches the model: what floods its context is as bad as what hangs.
import { StringDecoder } from "node:string_decoder";

/** A part, and a sentence on what is missing; none if nothing is. */
export interface Cut<Part> {
  part: Part;
  note?: string;
}

/** The beginning of a text, at most so many bytes of UTF-8, and no half characters. */
export function startOf(text: string, maxBytes: number): string {
  return new StringDecoder("utf8").write(Buffer.from(text).subarray(0, maxBytes));
}

/** Deeper than this, somebody on the way to the model may fail to read or write it: JSON is recursive nearly everywhere. */
export const DEPTH_MAX = 256;

export function isTooDeep(json: string): boolean {
  let depth = 0;
  for (const [token] of json.matchAll(/"(?:[^"\\]|\\.)*"|[[{\]}]/g)) {
    if (token === "[" || token === "{") depth++;
    else if (token === "]" || token === "}") depth--;
    if (depth > DEPTH_MAX) return true;
  }
  return false;
}

/** The beginning of a result's JSON text. */
export function cutResult(json: string, maxBytes: number): Cut<string> {
  const bytes = Buffer.byteLength(json);
  if (bytes <= maxBytes) return { part: json };
  return {
    part: startOf(json, maxBytes),
    note:
      `The result was cut off: these are the first ${maxBytes} of its ${bytes} bytes of JSON. ` +
      "Have the code return less: a part, a count or a summary.",
  };
}

/** The console's first lines. */
export function cutConsole(lines: readonly string[], maxBytes: number): Cut<string[]> {
  const part: string[] = [];
  let room = maxBytes;
  for (const line of lines) {
    const bytes = Buffer.byteLength(line) + 1;
    if (bytes > room) {
      // Of a single line that is too long, something is more than nothing.
      if (part.length === 0) part.push(startOf(line, room));
      return {
        part,
        note:
          `The console was cut off: it had ${lines.length} lines, of which the first ${maxBytes} bytes are here. ` +
          "Have the code print less.",
      };
    }
    part.push(line);
    room -= bytes;
  }
  return { part };
}
