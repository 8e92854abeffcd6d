// SPDX-License-Identifier: MIT

/** Longer lines, of minified programs, are shown in part: as `untrusted run` does it. */
const LINE_MAX = 120;

/** A line of the code with its number, and a caret below the column (both from 1); "" if there is no such line. */
export function showSource(code: string, line: number | undefined, column: number | undefined): string {
  const text = line === undefined ? undefined : code.split(/\r\n|\r|\n/)[line - 1];
  if (!text) return "";
  const characters = [...text];
  // Columns count UTF-16 code units; a character may have two.
  const at = [...text.slice(0, (column ?? 1) - 1)].length;
  const from = at > LINE_MAX / 2 && characters.length > LINE_MAX ? at - LINE_MAX / 2 : 0;
  const shown = characters.slice(from, from + LINE_MAX).join("");
  const number = `${String(line).padStart(5)} | `;
  if (column === undefined) return number + shown;
  // Tabs as in the line above, so that the caret stands under its character.
  const indent = characters.slice(from, at).map((character) => (character === "\t" ? "\t" : " "));
  return `${number}${shown}\n${" ".repeat(number.length)}${indent.join("")}^`;
}
