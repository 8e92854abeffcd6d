// SPDX-License-Identifier: MIT
// The IDNA mapping table, packed by compact-tr46.mjs: unpacked when it is first asked.

/** @returns a function from a code point to [status, mapping], or null for what the table does not hold */
export function lookup({ runs, lengths, strings }) {
  let starts, statuses, shifts, firsts, offsets;

  function unpack() {
    const rows = runs.split(",");
    starts = new Uint32Array(rows.length);
    statuses = new Uint8Array(rows.length);
    shifts = new Int32Array(rows.length);
    firsts = new Int32Array(rows.length); // index of a run's first string; -1: shifted
    offsets = new Uint32Array(lengths.length + 1);
    for (let i = 0; i < lengths.length; i++) {
      offsets[i + 1] = offsets[i] + parseInt(lengths[i], 36);
    }
    let start = 0;
    let string = 0;
    for (let i = 0; i < rows.length; i++) {
      const [length, status, shift] = rows[i].split(" ");
      starts[i] = start;
      statuses[i] = parseInt(status, 36);
      firsts[i] = shift === "=" ? string : -1;
      shifts[i] = shift === "=" ? 0 : parseInt(shift, 36);
      start += parseInt(length, 36);
      string += shift === "=" ? parseInt(length, 36) : 0;
    }
  }

  function find(point) {
    let low = 0;
    let high = starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (starts[middle] <= point) low = middle;
      else high = middle;
    }
    return low;
  }

  return point => {
    if (!starts) unpack();
    const run = find(point);
    if (statuses[run] === 0) return null;
    if (firsts[run] < 0) {
      return [statuses[run], shifts[run] ? String.fromCodePoint(point + shifts[run]) : ""];
    }
    const at = firsts[run] + point - starts[run];
    return [statuses[run], strings.slice(offsets[at], offsets[at + 1])];
  };
}
