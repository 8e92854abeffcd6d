// SPDX-License-Identifier: MIT
// The rules of the house, read from the sources and the object files: who may include whom, who may call what.
// A rule that finds nothing to look at is skipped with its reason, never passed.
// UNTRUSTED_BUILD names the build folder (default: build of this repository).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const sandbox = join(here, "..");
const repository = join(sandbox, "../..");
const build = process.env.UNTRUSTED_BUILD ?? join(repository, "build");

/** Every C file of a folder: {path, folder, name, text}, with the path relative to packages/sandbox. */
function sources(root) {
  if (!existsSync(join(sandbox, root))) return [];
  return readdirSync(join(sandbox, root), { withFileTypes: true }).flatMap(entry => {
    const path = join(root, entry.name);
    if (entry.isDirectory()) return sources(path);
    if (!/\.[ch]$/.test(entry.name)) return [];
    const parts = path.split(sep);
    return [{
      path: parts.join("/"),
      folder: parts.slice(0, -1).join("/"),
      name: entry.name,
      text: readFileSync(join(sandbox, path), "utf8"),
    }];
  });
}

const lambda = "../lambda";
const ours = [...sources("src"), ...sources("guest"), ...sources("include"), ...sources(`${lambda}/src`)];
const everything = [...ours, ...["tests", "fuzz", "bench", `${lambda}/tests`, `${lambda}/fuzz`].flatMap(sources)];

/** What a file includes: [{name, system}]. */
function includes(file) {
  return [...file.text.matchAll(/^\s*#\s*include\s+([<"])([^>"]+)[>"]/gm)]
    .map(match => ({ name: match[2], system: match[1] === "<" }));
}

/** The text without comments and string literals, so that a word in them is no use of it. */
function code(file) {
  return file.text.replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'/g, " ");
}

describe("includes go down only", () => {
  // docs: DESIGN "Layout". A folder may always include itself.
  const allowed = {
    "src/base": [],
    "src/wire": ["base"],
    "src/policy": ["base"],
    "src/cell": ["base", "wire", "guest/host.h"],
    "src/egress": ["base", "wire", "policy"],
    "src/supervisor": ["base", "wire", "policy", "egress", "untrusted.h"],
    "src/front": ["base", "policy", "supervisor", "untrusted.h"],
    "guest/engine": ["wire", "guest"],
    "guest/webapi": ["wire", "guest"],
    guest: ["wire"],
    include: [],
    // report_write() and the names of layers are all that it wants of the supervisor beside the library.
    [`${lambda}/src`]: ["base", "front", "src/supervisor/report.h", "src/supervisor/layers.h", "untrusted.h"],
  };
  // Files that tie two worlds together, and no other file may.
  const exceptions = {
    "src/cell/guest_native.c": ["guest/engine/run.h"],
    "src/front/isolation.c": ["wire"],
    "src/front/doctor_report.c": ["wire", "src/egress/trust.h"],
  };

  /** The folder or file that an include in quotes stands for, or undefined for a generated one. */
  function target(file, name) {
    if (name === "untrusted.h" || name === "guest.wasm.h") return name === "untrusted.h" ? name : undefined;
    const direct = join(file.folder, name).split(sep).join("/");
    if (existsSync(join(sandbox, direct))) return direct;
    if (existsSync(join(sandbox, "src", name))) return `src/${name}`;
    if (existsSync(join(sandbox, "guest", name))) return `guest/${name}`;
    return undefined;
  }

  function mayInclude(file, found) {
    if (dirname(found) === file.folder) return true;
    const names = [...(allowed[file.folder] ?? []), ...(exceptions[file.path] ?? [])];
    return names.some(name => found === name || found.startsWith(`src/${name}/`) ||
      (name === "guest" && found.startsWith("guest/")));
  }

  for (const folder of Object.keys(allowed)) {
    const files = ours.filter(file => file.folder === folder);
    it(`${folder} includes ${allowed[folder].join(", ") || "nothing of ours"}`,
      { skip: files.length === 0 && "there are no such files yet" }, () => {
        const wrong = files.flatMap(file => includes(file)
          .filter(include => !include.system)
          .map(include => ({ file, found: target(file, include.name) }))
          .filter(({ found }) => found && !mayInclude(file, found))
          .map(({ found }) => `${file.path} includes ${found}`));
        assert.deepEqual(wrong, []);
      });
  }

  it("no folder is without a rule", () => {
    const unknown = new Set(ours.map(file => file.folder).filter(folder => !(folder in allowed)));
    assert.deepEqual([...unknown], []);
  });
});

describe("what is used in one place only", () => {
  const headers = [
    ["libcurl", /^curl\//, /^src\/egress\/|lambda\/src\/runtime_api\.c$/],
    ["c-ares", /^ares/, /^src\/egress\//],
    ["OpenSSL", /^openssl\//, /^src\/egress\/|lambda\/src\/event\.c$/],
    ["brotli and zlib", /^(brotli\/|zlib\.h$|zconf\.h$)/, /^src\/egress\//],
    ["libpsl and libidn2", /^(libpsl|idn2)\.h$/, /^src\/policy\//],
    ["QuickJS", /quickjs|libregexp|libunicode|^cutils/, /^guest\//],
    ["libseccomp", /^seccomp\.h$|linux\/seccomp\.h|linux\/filter\.h/, /^src\/cell\//],
    // The server raises its own limit of descriptors.
    ["rlimits", /^sys\/resource\.h$/, /^src\/(cell\/|front\/serve\.c)/],
    ["Landlock and capabilities", /^linux\/(landlock|capability)\.h$/, /^src\/cell\//],
    ["wasm2c's runtime", /^wasm-rt/, /^src\/cell\//],
    ["threads", /^(pthread|threads)\.h$/, /^$/],
  ];
  for (const [name, header, place] of headers) {
    it(`${name}: ${place.source.replace(/[\\^$]/g, "") || "nowhere"}`, () => {
      const wrong = ours.flatMap(file => includes(file)
        .filter(include => header.test(include.name) && !place.test(file.path))
        .map(include => `${file.path} includes ${include.name}`));
      assert.deepEqual(wrong, []);
    });
  }

  it("environment variables: src/front", () => {
    const wrong = ours.filter(file => !file.path.startsWith("src/front/") &&
      /\b(getenv|secure_getenv|environ|setenv|putenv)\b/.test(code(file))).map(file => file.path);
    assert.deepEqual(wrong, []);
  });

  // libpsl and libidn2 are tables and pure functions on them.
  it("policy is pure: no clock, no files, no sockets, no printing", () => {
    const wrong = ours.filter(file => file.folder === "src/policy").flatMap(file => includes(file)
      .filter(include => include.system && !/^(stddef|stdint|stdbool|string|limits|errno|ctype|libpsl|idn2)\.h$/.test(include.name))
      .map(include => `${file.path} includes ${include.name}`));
    assert.deepEqual(wrong, []);
  });
});

describe("banned functions", () => {
  const banned = /\b(strcpy|strcat|sprintf|vsprintf|gets|atoi|atol|atof|strtol|strtoul|strtoll|strtoull|strtok|alloca|system|popen|tmpnam|mktemp)\s*\(/g;

  it("are nowhere in our C", () => {
    const wrong = everything.flatMap(file => [...code(file).matchAll(banned)].map(match => `${file.path}: ${match[1]}`));
    assert.deepEqual(wrong, []);
  });
});

describe("symbols", () => {
  /** The symbols that an object file wants from elsewhere. */
  function undefinedSymbols(path) {
    return execFileSync("nm", ["-u", path], { encoding: "utf8", maxBuffer: 1 << 26 })
      .split("\n").map(line => line.trim().split(/\s+/).pop()).filter(Boolean);
  }

  function objects(folder) {
    const path = join(build, "src", folder);
    return existsSync(path) ? readdirSync(path).filter(name => name.endsWith(".o")).map(name => join(path, name)) : [];
  }

  // Everything that the cell's own code may want from the C library; a new one is a decision. Its system calls by
  // number (clone, pivot_root, landlock, capset) are in the sources for all to read, and in the filter.
  const cellMayWant = new RegExp(`^(${[
    "_GLOBAL_OFFSET_TABLE_|__ehdr_start|__stack_chk_fail|__errno_location|errno",
    "mem(cpy|move|set|cmp)|__mem(cpy|move|set)_chk|strlen|strcmp|strncmp|__explicit_bzero_chk|explicit_bzero",
    "abort|_exit|getauxval|main|__libc_start_main|__fdelt_chk",
    "read|__read_chk|write|close|poll|__poll_chk|ppoll|select|recvmsg|clock_gettime|getrandom",
    "memfd_create|ftruncate|ftruncate64|pwrite|pwrite64", // before the locks: the image
    "mmap|mmap64|munmap|mprotect|mremap|madvise|mount|umount2|chdir|unshare|waitpid",
    "prctl|signal|getrlimit|getrlimit64|setrlimit|setrlimit64|syscall|setresuid|setresgid|getpid|geteuid",
    "seccomp_(init|load|release|attr_set|rule_add|rule_add_array)",
    "wasm_rt_\\w+|__sigsetjmp|Z_guest\\w*|Z_host\\w*|snapshot_image",
    "(link|source|lock|guest|huge_text|frame)_\\w+",
  ].join("|")})$`);
  const cellPrograms = /\/(zygote|lock|link|source|import|guest_memory|guest_wasm|huge_text)\.o$/;
  const cell = objects("cell").filter(path => cellPrograms.test(path));

  it("the cell's own code wants nothing of sockets, files, programs, environment or TLS",
    { skip: cell.length === 0 && "nothing is built" }, () => {
      const wrong = cell.flatMap(path => undefinedSymbols(path).filter(symbol => !cellMayWant.test(symbol))
        .map(symbol => `${relative(build, path)} wants ${symbol}`));
      assert.deepEqual(wrong, []);
    });

  it("the allowlist would catch a stray one", () => {
    const stray = ["socket", "connect", "open", "openat", "fopen", "execve", "fork", "getenv", "environ", "dlopen",
      "SSL_new", "curl_easy_init", "getaddrinfo", "kill", "ptrace", "system", "sendmsg", "socketpair", "dup2"];
    assert.deepEqual(stray.filter(symbol => cellMayWant.test(symbol)), []);
  });

  // Memory, strings, the two libraries' pure functions, and what of ours is pure, too.
  const policyMayWant = new RegExp(`^(${[
    "_GLOBAL_OFFSET_TABLE_|__stack_chk_fail|__errno_location|abort|malloc|calloc|realloc|free",
    "mem(cpy|move|set|cmp|chr)|__mem(cpy|move|set)_chk|str(len|cmp|ncmp|chr|rchr|spn|cspn)",
    "psl_(builtin|is_public_suffix2)|idn2_(to_ascii_8z|lookup_u8)",
    "(ascii|utf8|address|allowlist|destination|host|limits|network|request_head)_\\w+",
  ].join("|")})$`);
  const policy = objects("policy");

  it("policy wants nothing of files, sockets, the clock, the environment or printing",
    { skip: policy.length === 0 && "nothing is built" }, () => {
      const wrong = policy.flatMap(path => undefinedSymbols(path).filter(symbol => !policyMayWant.test(symbol))
        .map(symbol => `${relative(build, path)} wants ${symbol}`));
      assert.deepEqual(wrong, []);
    });

  it("policy's allowlist would catch a stray one", () => {
    const stray = ["open", "fopen", "read", "write", "socket", "connect", "getaddrinfo", "inet_pton", "getenv", "environ",
      "time", "clock_gettime", "getrandom", "printf", "snprintf", "setlocale", "psl_load_file", "psl_latest",
      "idn2_to_ascii_lz", "curl_url", "egress_new"];
    assert.deepEqual(stray.filter(symbol => policyMayWant.test(symbol)), []);
  });

  const supervisor = ["base", "wire", "policy", "egress", "supervisor", "front", "../lambda"].flatMap(objects);

  it("the supervisor has no JavaScript engine and no guest",
    { skip: supervisor.length === 0 && "nothing is built" }, () => {
      const symbols = path => execFileSync("nm", [path], { encoding: "utf8", maxBuffer: 1 << 26 });
      const wrong = supervisor.filter(path => /\b(JS_\w+|Z_guest\w*|w2c_\w+|wasm_rt_\w+)/.test(symbols(path)));
      assert.deepEqual(wrong.map(path => relative(build, path)), []);
    });

  it("the supervisor takes no lock and starts no program but the zygote's",
    { skip: supervisor.length === 0 && "nothing is built" }, () => {
      const wrong = supervisor.flatMap(path => undefinedSymbols(path)
        .filter(symbol => /^(seccomp_\w+|setrlimit|system|popen|exec[vl]\w*|posix_spawn\w*|pthread_create)$/.test(symbol) &&
          !(path.endsWith("/front/serve.o") && symbol === "setrlimit"))
        .map(symbol => `${relative(build, path)} wants ${symbol}`));
      assert.deepEqual(wrong, []);
    });

  const wasm = join(build, "wasm/guest.wasm");

  it("the guest imports exactly its four functions", { skip: !existsSync(wasm) && "the guest is not built" }, () => {
    const text = execFileSync("wasm-objdump", ["-x", "-j", "Import", wasm], { encoding: "utf8" });
    const imports = [...text.matchAll(/<- (\S+)/g)].map(match => match[1]).sort();
    assert.deepEqual(imports, ["host.clock", "host.random", "host.receive", "host.send"]);
  });
});
