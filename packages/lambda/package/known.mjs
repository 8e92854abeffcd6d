// SPDX-License-Identifier: MIT
// What may be in the programs, with the licences of what is linked, as SPDX writes them. What is linked and not here stops
// the build: look at its licence, then add it here and to third_party/README.md.

/** Debian's packages, by the name of their source. */
export const debian = {
  brotli: { name: "brotli", licence: "MIT" },
  "ca-certificates": { name: "ca-certificates", licence: "MPL-2.0" },
  "gcc-12": { name: "libgcc", licence: "GPL-3.0-or-later WITH GCC-exception-3.1" },
  "gcc-12-cross": { name: "libgcc", licence: "GPL-3.0-or-later WITH GCC-exception-3.1" },
  glibc: { name: "glibc", licence: "LGPL-2.1-or-later" },
  libevent: { name: "libevent", licence: "BSD-3-Clause" },
  libidn2: { name: "libidn2", licence: "LGPL-3.0-or-later OR GPL-2.0-or-later" },
  libpsl: { name: "libpsl", licence: "MIT" },
  libseccomp: { name: "libseccomp", licence: "LGPL-2.1-only" },
  libunistring: { name: "libunistring", licence: "LGPL-3.0-or-later OR GPL-2.0-or-later" },
  nghttp2: { name: "nghttp2", licence: "MIT" },
  openssl: { name: "openssl", licence: "Apache-2.0" },
  wabt: { name: "wabt", licence: "Apache-2.0" },
  "wasi-libc": { name: "wasi-libc", licence: "MIT AND BSD-2-Clause AND (Apache-2.0 WITH LLVM-exception)" },
  zlib: { name: "zlib", licence: "Zlib" },
};

/** Sources that the build compiles itself, by their records in third_party/; `text` is their licence in its cache. */
export const sources = {
  "c-ares": { licence: "MIT", text: "c-ares-source/LICENSE.md" },
  curl: { licence: "curl", text: "curl-source/COPYING" },
  "quickjs-ng": { licence: "MIT" },
};

/** Objects of the build folder that others' code has become; every other object there is ours alone. */
export const holders = {
  "curl/libcurl.a": ["curl"],
  "c-ares/libcares.a": ["c-ares"],
  "cell/wasm-rt-impl.o": ["wabt"],
  "cell/guest.wasm.o": ["wabt", "guest"],
  "cell/snapshot_blob.o": ["prelude"],
};

/** What the prelude's package depends on and the prelude has not in it: build-prelude.mjs takes it out. */
export const notBundled = ["@exodus/bytes"];
