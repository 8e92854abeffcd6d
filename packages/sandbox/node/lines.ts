// SPDX-License-Identifier: MIT

/** Longer than any line that the executor writes: what goes on beyond it is given in pieces, so that it is not kept. */
const LINE_MAX = 65_536;

/**
 * Gives a function that takes text as it comes, and calls `onLine` for each line, without its newline.
 *
 * @internal
 */
export function splitLines(onLine: (line: string) => void): (text: string) => void {
  let rest = "";
  return text => {
    const lines = (rest + text).split("\n");
    const last = lines.pop() ?? "";
    rest = last.length > LINE_MAX ? "" : last;
    for (const line of rest === last ? lines : [...lines, last]) onLine(line);
  };
}
