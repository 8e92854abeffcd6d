// SPDX-License-Identifier: MIT
// Packs tr46's IDNA mapping table for prelude/tr46-table.js.
//
// Of the 9,400 rows most continue a pattern: A..Z map to a..z, every CJK compatibility ideograph to something.
// A run is "length status shift" in base 36, one after the other from U+0000; a run of mapped characters has
// either one shift for all, or strings ("="), which stand in `strings` with their lengths in `lengths`.

export function compactMappingTable(table) {
  const runs = [];
  for (const [range, status, mapping] of table) {
    const [first, last] = Array.isArray(range) ? range : [range, range];
    const points = mapping === undefined ? [] : [...mapping];
    const shift = first === last && points.length === 1 ? points[0].codePointAt(0) - first : null;
    const strings = mapping === undefined || shift !== null ? [] : Array(last - first + 1).fill(mapping);
    add(runs, { first, last, status, shift, strings });
  }
  const text = runs.flatMap(run => run.strings);
  return {
    runs: runs.map(({ first, last, status, shift, strings }) =>
      [last - first + 1, status, strings.length ? "=" : shift ?? 0].map(n => n.toString(36)).join(" ")).join(","),
    lengths: text.map(string => string.length.toString(36)).join(""),
    strings: text.join(""),
  };
}

function add(runs, run) {
  const before = runs.at(-1);
  const gap = (before?.last ?? -1) + 1;
  if (run.first > gap) {
    runs.push({ first: gap, last: run.first - 1, status: 0, shift: null, strings: [] });
  }
  if (run.strings.some(string => string.length > 35)) {
    throw new Error(`a mapping of more than 35 units at ${run.first}`);
  }
  const same = before && run.first === gap && before.status === run.status && before.shift === run.shift &&
    (before.strings.length > 0) === (run.strings.length > 0);
  if (same) {
    before.last = run.last;
    before.strings.push(...run.strings);
  } else {
    runs.push(run);
  }
}
