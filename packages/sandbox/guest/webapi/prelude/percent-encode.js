// SPDX-License-Identifier: MIT
// https://url.spec.whatwg.org/#string-percent-encode-after-encoding, for UTF-8 only.
import { utf8Encode } from "./utf8.js";

const HEX = "0123456789ABCDEF";

export function percentEncodeAfterEncoding(encoding, input, set) {
  const bytes = utf8Encode(input);
  let output = "";
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i];
    const char = String.fromCharCode(byte);
    output += byte < 0x20 || byte > 0x7e || set.includes(char) ? `%${HEX[byte >> 4]}${HEX[byte & 15]}` : char;
  }
  return output;
}
