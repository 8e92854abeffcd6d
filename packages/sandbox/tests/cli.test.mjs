// SPDX-License-Identifier: MIT
// The command line as people use it: what it prints where, and how it exits.
import assert from "node:assert/strict";
import { copyFileSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { cellsOf, zygotesOf } from "./support/processes.mjs";
import { binDir, eventually, execute, temporaryFolder, untrusted } from "./support/programs.mjs";

const cli = (args, options) => execute(untrusted, args, options);
const run = (args, options) => cli(["run", ...args], options);
const evaluate = (code, ...args) => run([...args, "-e", code]);

/** Runs a shell command in which $0 is the program. */
const shell = command => execute("sh", ["-c", command, untrusted]);

/** Runs on a terminal of its own (util-linux's script), or gives undefined where that is not installed. */
async function onTerminal(args, env = { TERM: "xterm" }) {
  const quoted = [untrusted, ...args].map(arg => `'${arg.replaceAll("'", "'\\''")}'`).join(" ");
  try {
    return await execute("script", ["-qec", quoted, "/dev/null"], { env: { PATH: process.env.PATH, ...env } });
  } catch (error) {
    if (error.code === "ENOENT") return undefined;
    throw error;
  }
}

function assertRun(result, { status = 0, stdout = "", stderr = "" }) {
  assert.deepEqual({ status: result.status, stdout: result.stdout, stderr: result.stderr }, { status, stdout, stderr });
}

describe("run", () => {
  it("prints the result on standard output as JSON, and nothing for undefined", async () => {
    assertRun(await evaluate("[1, 2, 3].map(n => n * n)"), { stdout: "[1,4,9]\n" });
    assertRun(await evaluate("return { a: 'é' }"), { stdout: '{"a":"é"}\n' });
    assertRun(await evaluate("null"), { stdout: "null\n" });
    assertRun(await evaluate("undefined"), {});
    assertRun(await evaluate("await Promise.resolve(5)"), { stdout: "5\n" });
  });

  it("takes the code from a file, from standard input or from -e, in any order with options", async t => {
    const file = join(temporaryFolder(t), "code.js");
    writeFileSync(file, "6 * 7\n");
    assertRun(await run([file]), { stdout: "42\n" });
    assertRun(await run([file, "--timeout", "1s"]), { stdout: "42\n" });
    assertRun(await run(["-"], { input: "6 * 8\n" }), { stdout: "48\n" });
    assertRun(await run(["-e", "6 * 9"]), { stdout: "54\n" });
    assertRun(await run(["--eval=6 * 10"]), { stdout: "60\n" });
    assertRun(await run(["-e", "-1"]), { stdout: "-1\n" });
  });

  it("gives the code its input, from the command line, a file or standard input", async t => {
    const file = join(temporaryFolder(t), "input.json");
    writeFileSync(file, ' {"name": "ada"}\n');
    assertRun(await evaluate("input.name.toUpperCase()", "--input", '{"name": "ada"}'), { stdout: '"ADA"\n' });
    assertRun(await evaluate("input.name", "--input-file", file), { stdout: '"ada"\n' });
    assertRun(await run(["-e", "input.length", "--input-file", "-"], { input: "[1,2,3]" }), { stdout: "3\n" });
    assertRun(await evaluate("typeof input"), { stdout: '"undefined"\n' });
    assertRun(await evaluate("input", "-i", "null"), { stdout: "null\n" });
  });

  it("refuses an input that is no JSON, or that is given twice, before anything runs", async t => {
    const bad = await evaluate("console.log('ran')", "--input", "{a");
    assertRun(bad, { status: 2, stderr: "untrusted run: --input: is not valid JSON: expected a key in double quotes at byte 1\n" });
    const file = join(temporaryFolder(t), "input.json");
    writeFileSync(file, "");
    assert.match((await evaluate("1", "--input-file", file)).stderr, /input\.json: is not valid JSON/);
    assertRun(await evaluate("1", "-i", "1", "--input-file", file), { status: 2, stderr: "untrusted run: --input: not together with --input-file\n" });
  });

  it("prints the whole response with --json, on failures too", async () => {
    const good = await evaluate("console.log('hi'); 2 + 2", "--json");
    assert.equal(good.status, 0);
    assert.equal(good.stdout.split("\n").length, 2);
    const response = JSON.parse(good.stdout);
    assert.equal(response.success, true);
    assert.equal(response.result, 4);
    assert.deepEqual(response.consoleOutput, ["[log] hi"]);
    const bad = await evaluate("throw new RangeError('no')", "-j");
    assert.equal(bad.status, 1);
    assert.equal(JSON.parse(bad.stdout).error, "RangeError: no");
    assert.equal(bad.stderr, "");
  });

  it("prints the console on standard error, as it happens", async () => {
    const { stdout, stderr } = await evaluate("console.log('a', { b: 1 }); console.error('c'); console.warn('d\\ne'); 'result'");
    assert.equal(stdout, '"result"\n');
    assert.equal(stderr, "a { b: 1 }\nc\nd\ne\n");
    let seenAt;
    const slow = await run(["-e", "console.log('first'); await new Promise(r => setTimeout(r, 600)); 1"], {
      onStart(child) {
        const start = performance.now();
        child.stderr.once("data", () => (seenAt = performance.now() - start));
      },
    });
    assert.ok(slow.ms > 600 && seenAt < 500, `seen after ${seenAt} of ${slow.ms} ms`);
  });

  it("keeps control characters of the code away from the terminal", async () => {
    const { stderr } = await evaluate("console.log('\\u001b[2J\\u009b1m\\u007f\\ttab é'); throw new Error('\\u001b]0;title\\u0007')");
    assert.match(stderr, /^\\u001b\[2J\\u009b1m\\u007f\ttab é\nError:  \]0;title \n/);
      assert.doesNotMatch(stderr, /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/);
  });

  it("is pretty and coloured on a terminal, unless NO_COLOR says otherwise", async t => {
    const plain = await onTerminal(["run", "-e", "({ a: [1, {}], b: 'x:,' })"]);
    if (!plain) return t.skip("script(1) is not installed");
    assert.equal(plain.stdout.replaceAll("\r", ""), '{\n  "a": [\n    1,\n    {}\n  ],\n  "b": "x:,"\n}\n');
    const code = "console.error('red'); throw new Error('x')";
    assert.match((await onTerminal(["run", "-e", code])).stdout, /\u001b\[31mred\u001b\[0m/);
    assert.doesNotMatch((await onTerminal(["run", "-e", code], { NO_COLOR: "1" })).stdout, /\u001b/);
    assert.doesNotMatch((await onTerminal(["run", "-e", code], { TERM: "dumb" })).stdout, /\u001b/);
  });
});

describe("an error", () => {
  /** The line, the caret's column and the shown source of a failure. */
  function shown(stderr) {
    const lines = stderr.split("\n");
    const at = lines.findIndex(line => /^ +\d+ \| /.test(line));
    if (at < 0) return undefined;
    const [, number, source] = /^ +(\d+) \| (.*)$/.exec(lines[at]);
    return { error: lines.slice(0, at).join("\n"), line: Number(number), source, caret: lines[at + 1].indexOf("^") - 8 };
  }

  const cases = [
    ["in a script", "let a = 1;\nlet b = 2;\n  foo(a);\n", "ReferenceError: foo is not defined", 3, "  foo(a);", 2],
    ["in a body", "let a = 1;\nreturn foo(a);\n", "ReferenceError: foo is not defined", 2, "return foo(a);", 7],
    ["on the first line of a script", "1; foo();", "ReferenceError: foo is not defined", 1, "1; foo();", 3],
    ["on the first line of a body", "return foo();", "ReferenceError: foo is not defined", 1, "return foo();", 7],
    ["of a property", "let a;\n return a.b.c", "TypeError: cannot read property 'b' of undefined", 2, " return a.b.c", 8],
    ["after an await", "await 1;\nawait 2; foo();", "ReferenceError: foo is not defined", 2, "await 2; foo();", 9],
    ["of syntax in a script", "let x = 1;\nlet y = ;", "SyntaxError: unexpected token in expression: ';'", 2, "let y = ;", 8],
    ["with Windows line ends", "let a = 1;\r\nfoo();\r\n", "ReferenceError: foo is not defined", 2, "foo();", 0],
    ["behind a tab", "\tfoo();", "ReferenceError: foo is not defined", 1, "\tfoo();", 1],
    ["behind characters of several bytes", "'é日😀'; foo();", "ReferenceError: foo is not defined", 1, "'é日😀'; foo();", undefined],
  ];
  for (const [name, code, error, line, source, caret] of cases) {
    it(`${name} is shown with its line and a caret under its column`, async () => {
      const { status, stdout, stderr } = await run(["-"], { input: code });
      assert.equal(status, 1);
      assert.equal(stdout, "");
      const found = shown(stderr);
      assert.equal(found?.error, error, stderr);
      assert.equal(found.line, line);
      assert.equal(found.source, source);
      // Characters, however many bytes or UTF-16 units they take.
      const expected = caret ?? [...source.slice(0, source.indexOf("foo"))].length;
      assert.equal(found.caret, expected);
      const details = JSON.parse((await run(["--json", "-"], { input: code })).stdout).errorDetails;
      assert.equal(details.line, line);
      if (caret !== undefined) assert.equal(details.column, caret + 1);
    });
  }

  it("of syntax in a body is shown on its line", async () => {
    const { status, stderr } = await run(["-"], { input: "let x = 1;\nreturn (x;\n" });
    assert.equal(status, 1);
    const found = shown(stderr);
    assert.match(found.error, /^SyntaxError: /);
    assert.equal(found.line, 2);
    assert.equal(found.source, "return (x;");
    assert.equal(found.caret, 9);
  });

  it("far out on a long line is shown in part", async () => {
    const { stderr } = await run(["-"], { input: `${"1;".repeat(5000)}foo();${"1;".repeat(5000)}` });
    const found = shown(stderr);
    assert.ok(found.source.length <= 120);
    assert.equal(found.source.slice(found.caret, found.caret + 5), "foo()");
  });

  it("that is no Error is shown as what it is", async () => {
    assert.match((await evaluate("throw 'plain'")).stderr, /^plain\n/);
    assert.match((await evaluate("throw null")).stderr, /^null\n/);
    assert.match((await evaluate("await Promise.reject(new TypeError('late'))")).stderr, /^TypeError: late\n/);
  });
});

describe("the exit status", () => {
  it("is 0 for success and 1 when the code failed", async () => {
    assert.equal((await evaluate("1")).status, 0);
    for (const code of ["throw 1", "let = ", "1n", "(function f() { f(); })()"]) assert.equal((await evaluate(code)).status, 1, code);
  });

  it("is 2 for what cannot be run at all", async t => {
    const folder = temporaryFolder(t);
    const cases = [
      [[], /give either a FILE .* or -e CODE/],
      [["x.js", "-e", "1"], /give either a FILE/],
      [["a", "b"], /unexpected argument: b/],
      [[join(folder, "missing.js")], /missing\.js: No such file or directory/],
      [[folder], /Is a directory/],
      [["-e", ""], /Code cannot be empty/],
      [["-e", " \n"], /Code cannot be empty/],
    ];
    for (const [args, message] of cases) {
      const { status, stdout, stderr } = await run(args);
      assert.equal(status, 2, args.join(" "));
      assert.match(stderr, message);
      assert.equal(stdout, "");
    }
  });

  it("is 2 for code that is no UTF-8 or larger than 1 MiB, and 0 for exactly 1 MiB", async () => {
    const bad = await run(["-"], { input: Buffer.from([0x27, 0xff, 0x27]) });
    assertRun(bad, { status: 2, stderr: "untrusted run: -: is not valid UTF-8\n" });
    const tooLarge = await run(["-"], { input: `1${" ".repeat(1048576)}` });
    assert.equal(tooLarge.status, 2);
    assert.match(tooLarge.stderr, /1048576 bytes/);
    assertRun(await run(["-"], { input: `1${" ".repeat(1048575)}` }), { stdout: "1\n" });
  });

  it("is that of the code when there is a NUL in it", async () => {
    assertRun(await run(["-"], { input: "'a\0b'.length" }), { stdout: "3\n" });
    const { status, stderr } = await run(["-"], { input: "a\0b" });
    assert.equal(status, 1);
    assert.match(stderr, /^SyntaxError/);
  });

  it("is 3 when a limit was hit, in time and with the console so far", async () => {
    const slow = await evaluate("console.log('so far'); for (;;);", "--timeout", "300ms");
    assert.equal(slow.status, 3);
    assert.match(slow.stderr, /^so far\nExecution timeout exceeded\n/);
    assert.ok(slow.ms > 290 && slow.ms < 1500, `${slow.ms} ms`);
    const large = await evaluate("const a = []; for (;;) a.push(new Array(1e4).fill(1));", "--memory", "5MB");
    assert.equal(large.status, 3);
    assert.match(large.stderr, /^Memory limit exceeded\n/);
  });

  it("is 4 when the sandbox does not start or the result cannot be written", async t => {
    const alone = join(temporaryFolder(t), "untrusted");
    copyFileSync(untrusted, alone);
    const noCell = await execute(alone, ["run", "-e", "1"]);
    assert.equal(noCell.status, 4);
    assert.match(noCell.stderr, /the sandbox does not start: No such file or directory/);
    assert.equal((await execute(alone, ["doctor"])).status, 4);
    assert.equal((await execute(alone, ["serve", "--listen", "127.0.0.1:0"])).status, 4);

    writeFileSync(`${alone}-cell`, "#!/bin/false\n", { mode: 0o755 });
    assert.equal((await execute(alone, ["run", "-e", "1"])).status, 4);

    const full = await shell('"$0" run -e 1 > /dev/full');
    assert.equal(full.status, 4);
    assert.match(full.stderr, /cannot write the result/);
    const closed = await shell('"$0" run -e 1 >&-');
    assert.equal(closed.status, 4);
    assert.match(closed.stderr, /cannot write the result/);
  });

  it("does not depend on standard input and standard error being open", async () => {
    assertRun(await shell('"$0" run -e "console.log(1); 2" <&- 2>&-'), { stdout: "2\n" });
  });

  it("is 130 after Ctrl-C, at once, and no process is left", async () => {
    let family = [];
    const interrupted = await run(["-e", "console.log('running'); for (;;);", "--timeout", "20s"], {
      onStart(child) {
        child.stderr.once("data", () => {
          family = [...zygotesOf(child.pid), ...cellsOf(child.pid)].map(process => process.pid);
          child.kill("SIGINT");
        });
      },
    });
    assert.equal(interrupted.status, 130);
    assert.ok(interrupted.ms < 3000);
    assert.match(interrupted.stderr, /^running\nExecution cancelled\n/);
    assert.ok(family.length >= 2);
    const alive = pid => {
      try {
        return process.kill(pid, 0);
      } catch {
        return false;
      }
    };
    await eventually(() => !family.some(alive), "they are gone");
  });

  it("is that of a killed program when the cell is killed: 4, and it says so", async () => {
    const killed = await run(["-e", "console.log('running'); for (;;);", "--timeout", "20s"], {
      onStart(child) {
        child.stderr.once("data", () => cellsOf(child.pid).forEach(cell => process.kill(cell.pid, "SIGKILL")));
      },
    });
    assert.equal(killed.status, 4);
    assert.match(killed.stderr, /the sandbox process died before it answered/);
  });
});

describe("options", () => {
  const network = ["allow-address", "allow-port", "outer-allowlist", "dns-server", "ca-file", "audit-log", "fetches", "fetches-at-once"];
  const limits = ["default-timeout", "max-timeout", "default-memory", "max-memory"];
  const commands = {
    run: ["eval", "input", "input-file", "allow", "timeout", "memory", "json", "require", "help", ...network],
    serve: ["listen", "token-file", "no-auth", "concurrency", "queue", "require", "attached", "help", ...network, ...limits],
    doctor: ["json", "help", ...network, ...limits],
  };

  for (const [command, options] of Object.entries(commands)) {
    it(`of ${command} are all in its help, which is at most 100 columns wide`, async () => {
      for (const flag of ["--help", "-h"]) {
        const { status, stdout, stderr } = await cli([command, flag]);
        assert.equal(status, 0);
        assert.equal(stderr, "");
        const listed = [...stdout.matchAll(/^ .*?--([a-z-]+)/gm)].map(match => match[1]);
        assert.deepEqual(listed, options);
        assert.match(stdout, new RegExp(`^usage: untrusted ${command} `));
        for (const line of stdout.split("\n")) assert.ok(line.length <= 100, line);
      }
    });

    it(`of ${command} that are unknown or incomplete are named`, async () => {
      const complain = async (args, message) => {
        const { status, stdout, stderr } = await cli([command, ...args]);
        assert.equal(status, 2, args.join(" "));
        assert.equal(stdout, "");
        assert.equal(stderr, `untrusted ${command}: ${message}\nTry 'untrusted ${command} --help'.\n`);
      };
      await complain(["--nonsense"], "unknown option: --nonsense");
      await complain(["-zx"], "unknown option: -z");
      await complain(["--help=x"], "this option takes no value: --help=x");
      await complain(["--ca-file"], "this option needs a value: --ca-file");
      await complain(["--allow-"], "unknown option: --allow-"); // one of two: which, is not guessed
      if (command !== "doctor") await complain(["--require"], "this option needs a value: --require");
      if (command !== "run") await complain(["operand"], "unexpected argument: operand");
    });
  }

  it("for limits say what is wrong with a value", async () => {
    const cases = [
      ["--timeout", "0", "must be more than zero"],
      ["--timeout", "abc", "is not a number"],
      ["--timeout", "-1s", "is not a number"],
      ["--timeout", "5MB", "has an unknown unit"],
      ["--timeout", "0.0001s", "is not a whole number"],
      ["--memory", "0MB", "must be more than zero"],
      ["--memory", "10K", "has an unknown unit"],
      ["--memory", "99999999999999999999", "is too large"],
      ["--require", "nonsense", "there is no layer 'nonsense'; the layers are no-new-privs, seccomp"],
      ["--require", "", "there is no layer ''"],
    ];
    for (const [option, value, message] of cases) {
      const { status, stderr } = await run([option, value, "-e", "1"]);
      assert.equal(status, 2);
      assert.ok(stderr.startsWith(`untrusted run: ${option} ${value}: ${message}`), stderr);
    }
    for (const [option, value] of [["--concurrency", "0"], ["--concurrency", "x"], ["--concurrency", "99999999999"], ["--queue", "-1"], ["--queue", ""]]) {
      const { status, stderr } = await cli(["serve", option, value]);
      assert.equal(status, 2);
      assert.match(stderr, /must be a number from \d+ to \d+/);
    }
  });

  it("for limits above the maximum are lowered to it, and the response says so", async () => {
    const response = JSON.parse((await evaluate("1", "--json", "--timeout", "1m", "--memory", "1GB")).stdout);
    assert.deepEqual(response.limits, { timeoutMs: 25000, memoryLimitBytes: 52428800, clamped: ["timeoutMs", "memoryLimitBytes"] });
  });
});

describe("the deployer's limits", () => {
  /** Runs with these variables in the environment. */
  const within = (variables, args) => cli(args, { env: { PATH: process.env.PATH, ...variables } });

  /** What doctor says of them. */
  async function limits(args, variables = {}) {
    const { status, stdout, stderr } = await within(variables, ["doctor", "--json", ...args]);
    assert.equal(status, 0, stderr);
    return JSON.parse(stdout).limits;
  }

  const nameOf = option => `UNTRUSTED_${option.toUpperCase().replaceAll("-", "_")}`;
  const timeouts = (usual, maximum) => ({ timeoutMs: { default: usual, maximum }, memoryLimitBytes: { default: 10485760, maximum: 52428800 } });
  const memories = (usual, maximum) => ({ timeoutMs: { default: 5000, maximum: 25000 }, memoryLimitBytes: { default: usual, maximum } });

  it("are the contract's where nothing is said, and are shown by doctor, as text and as JSON", async () => {
    assert.deepEqual(await limits([]), timeouts(5000, 25000));
    assert.deepEqual(await limits([], { UNTRUSTED_MAX_TIMEOUT: "", UNTRUSTED_DEFAULT_MEMORY: "" }), timeouts(5000, 25000));
    const { stdout } = await cli(["doctor", "--max-timeout", "2s", "--default-memory", "5MB"]);
    assert.ok(stdout.includes("\ntimeoutMs        default 2000 ms, maximum 2000 ms\n"), stdout);
    assert.ok(stdout.includes("\nmemoryLimitBytes default 5000000 bytes, maximum 52428800 bytes\n"), stdout);
  });

  it("may be given as options and in the environment; a default that nobody chose is lowered with the maximum", async () => {
    const cases = [
      [["max-timeout", "25s"], timeouts(5000, 25000)],
      [["max-timeout", "10s"], timeouts(5000, 10000)],
      [["max-timeout", "500ms"], timeouts(500, 500)],
      [["default-timeout", "0.1s", "max-timeout", "1500"], timeouts(100, 1500)],
      [["default-timeout", "25s"], timeouts(25000, 25000)],
      [["default-memory", "50MiB"], memories(52428800, 52428800)],
      [["max-memory", "20MB"], memories(10485760, 20000000)],
      [["max-memory", "10MB"], memories(10000000, 10000000)],
      [["default-memory", "4MiB", "max-memory", "8MiB"], memories(4194304, 8388608)],
    ];
    for (const [given, expected] of cases) {
      const pairs = given.flatMap((word, i) => (i % 2 ? [] : [[word, given[i + 1]]]));
      assert.deepEqual(await limits(pairs.flatMap(([option, value]) => [`--${option}`, value])), expected, given.join(" "));
      assert.deepEqual(await limits([], Object.fromEntries(pairs.map(([option, value]) => [nameOf(option), value]))), expected, given.join(" "));
    }
  });

  it("of the command line take the place of the environment's, of which the others stay", async () => {
    const variables = { UNTRUSTED_MAX_TIMEOUT: "2s", UNTRUSTED_DEFAULT_TIMEOUT: "1s" };
    assert.deepEqual(await limits(["--max-timeout", "3s"], variables), timeouts(1000, 3000));
    assert.deepEqual(await limits(["--max-timeout", "3s"], { UNTRUSTED_MAX_TIMEOUT: "nonsense" }), timeouts(3000, 3000));
  });

  const bad = [
    ["max-timeout", "25001ms", "must be at most 25000 ms, the contract's maximum"],
    ["max-timeout", "1m", "must be at most 25000 ms, the contract's maximum"],
    ["default-timeout", "26s", "must be at most 25000 ms, the contract's maximum"],
    ["max-memory", "51MiB", "must be at most 52428800 bytes, the contract's maximum"],
    // 1 more than fits into 32 bits.
    ["max-memory", "4294967297", "must be at most 52428800 bytes, the contract's maximum"],
    ["default-memory", "1GB", "must be at most 52428800 bytes, the contract's maximum"],
    ["max-timeout", "0", "must be more than zero"],
    ["default-memory", "0MB", "must be more than zero"],
    ["max-timeout", "5MB", "has an unknown unit; use ms, s or m, as in 1500ms or 2s"],
    ["max-memory", "10K", "has an unknown unit; use B, KB, MB, GB, KiB, MiB or GiB, as in 20MB"],
    ["default-timeout", "five", "is not a number"],
    ["default-memory", "-1", "is not a number"],
  ];

  it("that cannot be are refused, with the name of the option or the variable, and the limit", async () => {
    for (const [option, value, message] of bad) {
      for (const [command, rest] of [["serve", ["--listen", "127.0.0.1:0"]], ["doctor", []]]) {
        const given = await cli([command, `--${option}`, value, ...rest]);
        assertRun(given, { status: 2, stderr: `untrusted ${command}: --${option} ${value}: ${message}\n` });
        const set = await within({ [nameOf(option)]: value }, [command, ...rest]);
        assertRun(set, { status: 2, stderr: `untrusted ${command}: ${nameOf(option)} ${value}: ${message}\n` });
      }
    }
    assert.equal((await within({ UNTRUSTED_MAX_TIMEOUT: "x" }, ["serve", "--help"])).status, 0);
  });

  it("that contradict each other are refused, with both their names", async () => {
    const cases = [
      [["--default-timeout", "3s", "--max-timeout", "2s"], {}, "--default-timeout 3s: must be at most the maximum, --max-timeout 2s"],
      [["--default-timeout", "3s"], { UNTRUSTED_MAX_TIMEOUT: "2s" }, "--default-timeout 3s: must be at most the maximum, UNTRUSTED_MAX_TIMEOUT 2s"],
      [["--max-memory", "1MB"], { UNTRUSTED_DEFAULT_MEMORY: "2MB" }, "UNTRUSTED_DEFAULT_MEMORY 2MB: must be at most the maximum, --max-memory 1MB"],
      [[], { UNTRUSTED_MAX_TIMEOUT: "4999ms", UNTRUSTED_DEFAULT_TIMEOUT: "5s" }, "UNTRUSTED_DEFAULT_TIMEOUT 5s: must be at most the maximum, UNTRUSTED_MAX_TIMEOUT 4999ms"],
    ];
    for (const [args, variables, message] of cases)
      assertRun(await within(variables, ["serve", "--listen", "127.0.0.1:0", ...args]), { status: 2, stderr: `untrusted serve: ${message}\n` });
  });

  it("are none of run's, whose caller is the deployer; but a variable that is misspelt stops it, too", async () => {
    const variables = { UNTRUSTED_MAX_TIMEOUT: "1ms", UNTRUSTED_DEFAULT_MEMORY: "nonsense" };
    const { limits: applied } = JSON.parse((await within(variables, ["run", "--json", "-e", "1"])).stdout);
    assert.deepEqual(applied, { timeoutMs: 5000, memoryLimitBytes: 10485760, clamped: [] });
    for (const [name, command] of [["UNTRUSTED_MAX_TIMOUT", ["run", "-e", "1"]], ["UNTRUSTED_MAXIMUM_MEMORY", ["serve", "--listen", "127.0.0.1:0"]], ["UNTRUSTED_DEFAULT_TIME", ["doctor"]]])
      assertRun(await within({ [name]: "1" }, command), { status: 2, stderr: `untrusted ${command[0]}: ${name}: there is no such setting\n` });
  });
});

describe("the deployer's network settings", () => {
  const PLAIN = { allowedAddresses: [], allowedPorts: [80, 443], outerAllowlist: null, dnsServers: null, fetches: 50, fetchesAtOnce: 6, auditLog: null, runtimeApi: null };
  const SYSTEM_CA = "/etc/ssl/certs/ca-certificates.crt";

  /** Runs with these variables in the environment. */
  const within = (variables, args) => cli(args, { env: { PATH: process.env.PATH, ...variables } });

  /** What doctor says of the network. */
  async function settings(args, variables = {}) {
    const { status, stdout, stderr } = await within(variables, ["doctor", "--json", ...args]);
    assert.equal(status, 0, stderr);
    const { caFile, ...rest } = JSON.parse(stdout).network;
    return { ...rest, ...(args.join().includes("--ca-file") || variables.UNTRUSTED_CA_FILE ? { caFile } : {}) };
  }

  const ADDRESS = "is not an address range such as 10.0.0.0/8";
  const PORT = "is not a port from 1 to 65535";
  const SERVER = "is not ADDRESS:PORT, such as 127.0.0.53:53 or [::1]:53";
  const bad = [
    ["allow-address", "10.0.0.0/33", ADDRESS],
    ["allow-address", "10.0.0.1/8", ADDRESS],
    ["allow-address", "10.1", ADDRESS],
    ["allow-address", "0x7f000001", ADDRESS],
    ["allow-address", "localhost", ADDRESS],
    ["allow-address", "[::1]", ADDRESS],
    ["allow-port", "0", PORT],
    ["allow-port", "65536", PORT],
    ["allow-port", "http", PORT],
    ["allow-port", "080", PORT],
    ["dns-server", "127.0.0.1", SERVER],
    ["dns-server", "::1:53", SERVER],
    ["dns-server", "[127.0.0.1]:53", SERVER],
    ["dns-server", "dns.example:53", SERVER],
    ["dns-server", "127.0.0.1:0", SERVER],
    ["ca-file", "/nowhere/ca.pem", "No such file or directory"],
    ["ca-file", "/etc", "is not a file"],
    ["ca-file", "/etc/passwd", "holds no certificate in PEM"],
    ["fetches", "0", "must be a number from 1 to 10000"],
    ["fetches", "10001", "must be a number from 1 to 10000"],
    ["fetches-at-once", "257", "must be a number from 1 to 256"],
    ["fetches-at-once", "many", "must be a number from 1 to 256"],
  ];

  it("that are wrong are refused, with the option, the value and what is expected", async () => {
    for (const [command, rest] of [["run", ["-e", "1"]], ["serve", ["--listen", "127.0.0.1:0"]], ["doctor", []]])
      for (const [option, value, message] of command === "run" ? bad : bad.filter((_, i) => i % 5 === 0)) {
        const { status, stdout, stderr } = await cli([command, `--${option}`, value, ...rest]);
        assert.equal(status, 2, stderr);
        assert.equal(stdout, "");
        assert.ok(stderr.startsWith(`untrusted ${command}: --${option} ${value}: ${message}`), stderr);
      }
  });

  it("that are wrong in the environment are refused with the variable's name, but not in the way of --help", async () => {
    for (const [option, value, message] of bad) {
      const name = `UNTRUSTED_${option.toUpperCase().replaceAll("-", "_")}`;
      const { status, stderr } = await within({ [name]: value }, ["run", "-e", "1"]);
      assert.equal(status, 2, stderr);
      assert.ok(stderr.startsWith(`untrusted run: ${name} ${value}: ${message}`), stderr);
      assert.equal((await within({ [name]: value }, ["run", "--help"])).status, 0);
    }
    const second = await within({ UNTRUSTED_ALLOW_PORT: "8080, 99999" }, ["run", "-e", "1"]);
    assertRun(second, { status: 2, stderr: `untrusted run: UNTRUSTED_ALLOW_PORT 99999: ${PORT}\n` });
    const two = await within({ UNTRUSTED_FETCHES: "50 60" }, ["run", "-e", "1"]);
    assertRun(two, { status: 2, stderr: "untrusted run: UNTRUSTED_FETCHES 50 60: must be a number from 1 to 10000\n" });
    const misspelt = await within({ UNTRUSTED_OUTER_ALLOWLST: "example.com" }, ["run", "-e", "1"]);
    assertRun(misspelt, { status: 2, stderr: "untrusted run: UNTRUSTED_OUTER_ALLOWLST: there is no such setting\n" });
    const runtime = await within({ AWS_LAMBDA_RUNTIME_API: "nonsense" }, ["run", "-e", "1"]);
    assertRun(runtime, { status: 2, stderr: "untrusted run: AWS_LAMBDA_RUNTIME_API nonsense: is not HOST:PORT\n" });
  });

  it("name a CA file that is one", async t => {
    const ca = join(temporaryFolder(t), "ca.pem");
    writeFileSync(ca, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
    const { status, stderr } = await evaluate("1", "--ca-file", ca);
    assert.equal(status, 2);
    assert.match(stderr, /ca_file holds no certificates in PEM/);
    copyFileSync(join(binDir, "ca-certificates.crt"), ca);
    assertRun(await evaluate("1", "--ca-file", ca), { stdout: "1\n" });
  });

  it("may be too many", async () => {
    const many = option => Array.from({ length: 101 }, (_, i) => [`--${option}`, `${i + 1000}`]).flat();
    const ports = await run([...many("allow-port").slice(0, 130), "-e", "1"]);
    assertRun(ports, { status: 2, stderr: "untrusted run: --allow-port 1064: is one too many\n" });
    const more = await run([...many("allow-port"), "-e", "1"]);
    assertRun(more, { status: 2, stderr: "untrusted run: --allow-port 1100: there may be at most 100 of these\n" });
  });

  it("are shown by doctor, as text and as JSON", async t => {
    assert.deepEqual(await settings([]), PLAIN);
    const folder = temporaryFolder(t);
    const outer = join(folder, "outer.txt");
    const ca = join(folder, "ca.pem");
    writeFileSync(outer, "# ours\nexample.com   # and below\n\n\t*.example.org\r\nhttps://api.example.net:8443\n");
    copyFileSync(join(binDir, "ca-certificates.crt"), ca);
    const args = [
      "--allow-address", "10.1.0.0/16", "--allow-address", "::1", "--allow-port", "8443", "--outer-allowlist", outer, "--ca-file", ca,
      "--dns-server", "127.0.0.53:53", "--dns-server", "[::1]:5353", "--audit-log", join(folder, 'a"b'), "--fetches", "7", "--fetches-at-once", "2",
    ];
    const expected = {
      allowedAddresses: ["10.1.0.0/16", "::1"],
      allowedPorts: [80, 443, 8443],
      outerAllowlist: { entries: 3, file: outer },
      dnsServers: ["127.0.0.53:53", "[::1]:5353"],
      caFile: ca,
      fetches: 7,
      fetchesAtOnce: 2,
      auditLog: join(folder, 'a"b'),
      runtimeApi: "169.254.100.1:9001",
    };
    const variables = { AWS_LAMBDA_RUNTIME_API: "169.254.100.1:9001" };
    assert.deepEqual(await settings(args, variables), expected);
    const { stdout } = await within(variables, ["doctor", ...args]);
    for (const line of [
      "addresses        public ones, 10.1.0.0/16, ::1",
      "ports            80, 443, 8443",
      `outer allowlist  3 entries (${outer})`,
      "DNS servers      127.0.0.53:53, [::1]:5353",
      `CA file          ${ca}`,
      "requests         7 for each execution, 2 at a time",
      `audit log        ${folder}/a"b`,
      "never reached    169.254.100.1:9001 (AWS Lambda Runtime API)",
    ])
      assert.ok(stdout.includes(`\n${line}\n`), line);
    assert.ok(!existsSync(join(folder, 'a"b')), "looking makes no file");
  });

  it("name the system's CA file, or the one beside the program", async () => {
    const { caFile } = JSON.parse((await cli(["doctor", "--json"])).stdout).network;
    if (existsSync(SYSTEM_CA)) assert.equal(caFile, SYSTEM_CA);
    else assert.match(caFile, /ca-certificates\.crt$|\.pem$|\.crt$/);
  });

  it("of the environment are lists and single values; options add to lists and replace single values", async t => {
    const folder = temporaryFolder(t);
    const outer = join(folder, "outer.txt");
    writeFileSync(outer, "example.com\n");
    const variables = {
      UNTRUSTED_ALLOW_ADDRESS: "10.0.0.0/8,192.168.0.0/16  fd00::/8",
      UNTRUSTED_ALLOW_PORT: " 8080 ",
      UNTRUSTED_OUTER_ALLOWLIST: "a.example.net, *.example.org",
      UNTRUSTED_DNS_SERVER: "127.0.0.1:53",
      UNTRUSTED_AUDIT_LOG: join(folder, "a, b"),
      UNTRUSTED_FETCHES: "9",
      UNTRUSTED_FETCHES_AT_ONCE: "3",
    };
    const expected = {
      ...PLAIN,
      allowedAddresses: ["10.0.0.0/8", "192.168.0.0/16", "fd00::/8"],
      allowedPorts: [80, 443, 8080],
      outerAllowlist: { entries: 2, file: null },
      dnsServers: ["127.0.0.1:53"],
      fetches: 9,
      fetchesAtOnce: 3,
      auditLog: join(folder, "a, b"),
    };
    assert.deepEqual(await settings([], variables), expected);
    const args = ["--allow-address", "127.0.0.1", "--allow-port", "8081", "--outer-allowlist", outer, "--dns-server", "[::1]:53", "--audit-log", "x", "--fetches", "10"];
    assert.deepEqual(await settings(args, variables), {
      ...expected,
      allowedAddresses: [...expected.allowedAddresses, "127.0.0.1"],
      allowedPorts: [80, 443, 8080, 8081],
      outerAllowlist: { entries: 3, file: outer },
      dnsServers: ["127.0.0.1:53", "[::1]:53"],
      fetches: 10,
      auditLog: "x",
    });
    const empty = Object.fromEntries(Object.keys(variables).filter(name => !name.includes("OUTER")).map(name => [name, ""]));
    assert.deepEqual(await settings([], empty), PLAIN);
  });
});

describe("an outer allowlist", () => {
  const withOuter = (t, text, ...args) => {
    const file = join(temporaryFolder(t), "outer.txt");
    writeFileSync(file, text);
    return run(["--outer-allowlist", file, ...args, "-e", "1"]);
  };

  it("with a wrong entry is refused, with its line", async t => {
    const cases = [
      ["example.com\n\ncom\n", /outer\.txt:3: com: is a public suffix/],
      ["example.com example.org", /outer\.txt:1: example\.com: only a # comment may follow/],
      ["https://example.com/path", /outer\.txt:1: https:\/\/example\.com\/path: has a path/],
      ["# fine\n*", /outer\.txt:2: \*: would allow every host/],
      ["10.0.0.1", /outer\.txt:1: 10\.0\.0\.1: is an IP address/],
      ["example.com\0", /outer\.txt: is not a text file/],
      [Buffer.from([0x65, 0xff, 0x2e, 0x63]), /outer\.txt:1: .*: is not a host name/],
      [`${"a.example.com\n".repeat(1001)}`, /outer\.txt:1001: a\.example\.com: is one too many/],
    ];
    for (const [text, message] of cases) {
      const { status, stderr } = await withOuter(t, text);
      assert.equal(status, 2, stderr);
      assert.match(stderr, message);
    }
    assertRun(await withOuter(t, "a.example.com\n".repeat(1000)), { stdout: "1\n" });
    assertRun(await withOuter(t, "10.0.0.1", "--allow-address", "10.0.0.0/8"), { stdout: "1\n" });
    const none = await run(["--outer-allowlist", "/nowhere", "-e", "1"]);
    assertRun(none, { status: 2, stderr: "untrusted run: --outer-allowlist /nowhere: No such file or directory\n" });
  });

  it("bounds what --allow may allow", async t => {
    assertRun(await withOuter(t, "example.com", "--allow", "api.example.com"), { stdout: "1\n" });
    const beyond = await withOuter(t, "*.example.com", "--allow", "example.com");
    assertRun(beyond, { status: 2, stderr: "untrusted run: --allow example.com: is outside of what the deployer allows\n" });
  });

  it("without entries allows nothing, and says so", async t => {
    const warning = "untrusted run: warning: the outer allowlist has no entries: no host may be reached\n";
    for (const text of ["", "# nothing\n\n"]) {
      assertRun(await withOuter(t, text), { stdout: "1\n", stderr: warning });
      const { status, stderr } = await withOuter(t, text, "--allow", "example.com");
      assert.equal(status, 2);
      assert.equal(stderr, `${warning}untrusted run: --allow example.com: is outside of what the deployer allows\n`);
    }
    const variable = await cli(["run", "-e", "1"], { env: { UNTRUSTED_OUTER_ALLOWLIST: "" } });
    assertRun(variable, { stdout: "1\n", stderr: warning });
  });
});

describe("--allow", () => {
  it("takes hosts, wildcards and origins", async () => {
    assertRun(await evaluate("1", "--allow", "example.com", "-a", "*.example.org", "--allow", "https://api.example.net"), { stdout: "1\n" });
    assertRun(await evaluate("1", "--allow", "127.0.0.1", "--allow", "https://localhost:8443", "--allow-address", "127.0.0.1", "--allow-port", "8443"), { stdout: "1\n" });
  });

  it("says what is wrong with one", async () => {
    const cases = [
      ["", "is empty"],
      ["*", "would allow every host"],
      ["com", "is a public suffix"],
      ["a b", "is not a host name"],
      ["example.com/path", "has a path"],
      ["example.com:8080", "has a port but no scheme"],
      ["https://example.com:8443", "has a port that the deployer has not allowed"],
      ["ftp://example.com", "has a scheme that is neither http nor https"],
      ["127.0.0.1", "is an IP address, which the deployer has not allowed"],
      ["localhost", "is a local name"],
      ["intranet", "is a name without a dot"],
    ];
    for (const [host, message] of cases) {
      const { status, stderr } = await evaluate("1", "--allow", host);
      assert.equal(status, 2, stderr);
      assert.ok(stderr.startsWith(`untrusted run: --allow ${host}: ${message}`), stderr);
    }
  });
});

describe("fetch", () => {
  // What a rule refuses at once goes nowhere; the rest is in network.test.mjs.
  const URL = "https://example.com/secret?of=the-code";
  const ask = `await fetch(${JSON.stringify(URL)}).catch(error => error.message)`;

  it("without --allow is refused, and the message says that nothing is allowed", async () => {
    const { status, stdout, stderr } = await evaluate(`await fetch("${URL}")`);
    assert.equal(status, 1);
    assert.equal(stdout, "");
    assert.match(stderr, /^TypeError: fetch to \S+ refused: host "example\.com" is not in allowedDomains, which is empty\n/);
  });

  it("to another host than those of --allow is refused", async () => {
    const hosts = ["--allow", "example.org", "--allow", "*.example.com", "--allow", "https://api.example.net"];
    assert.match((await evaluate(ask, ...hosts)).stdout, /host \\"example\.com\\" is not in allowedDomains"\n$/);
    const http = await evaluate(`await fetch("http://api.example.net/").catch(error => error.message)`, ...hosts);
    assert.match(http.stdout, /scheme or port is not that of the origin in allowedDomains"\n$/);
    const port = await evaluate(`await fetch("https://example.org:8443/").catch(error => error.message)`, ...hosts);
    assert.match(port.stdout, /port is not allowed"\n$/);
  });

  it("beyond --fetches is refused; what was refused counts there, but not in the usage", async () => {
    const { stdout } = await evaluate(`[${ask}, ${ask}, ${ask}]`, "--fetches", "2", "--json");
    const { result, usage } = JSON.parse(stdout);
    assert.match(result[1], /which is empty$/);
    assert.match(result[2], /refused: this execution has made its 2 requests, the limit$/);
    assert.deepEqual([usage.fetchCount, usage.bytesSent, usage.bytesReceived], [0, 0, 0]);
  });

  it("is written to the file of --audit-log, for its owner alone and behind what is there, and nowhere else", async t => {
    const file = join(temporaryFolder(t), "audit.jsonl");
    const first = await evaluate(ask, "--audit-log", file);
    assert.equal(first.stderr, "");
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const second = await cli(["run", "-e", ask], { env: { UNTRUSTED_AUDIT_LOG: file } });
    assert.equal(second.stderr, "");
    const lines = readFileSync(file, "utf8").trimEnd().split("\n").map(line => JSON.parse(line));
    assert.equal(lines.length, 2);
    for (const { time, executionId, ms, ...rest } of lines) {
      assert.ok(Math.abs(Date.parse(time) - Date.now()) < 60000, time);
      assert.match(executionId, /./);
      assert.equal(typeof ms, "number");
      assert.deepEqual(rest, { method: "GET", host: "example.com", port: 443, refused: "not-listed", bytesSent: 0, bytesReceived: 0 });
    }
    assert.notEqual(lines[0].executionId, lines[1].executionId);
    assert.equal((await evaluate(ask)).stderr, "");
  });

  it("goes on when its line cannot be written", async t => {
    const { status, stderr } = await evaluate(ask, "--audit-log", "/dev/full");
    assert.equal(status, 0);
    assert.equal(stderr, "untrusted run: audit log /dev/full: lines are lost: No space left on device\nuntrusted run: audit log /dev/full: lines that were lost: 1\n");
    const nowhere = join(temporaryFolder(t), "missing", "audit.jsonl");
    const missing = await evaluate(ask, "--audit-log", nowhere);
    assertRun(missing, { status: 2, stderr: `untrusted run: --audit-log ${nowhere}: No such file or directory\n` });
    const variable = await cli(["run", "-e", ask], { env: { UNTRUSTED_AUDIT_LOG: nowhere } });
    assertRun(variable, { status: 2, stderr: `untrusted run: UNTRUSTED_AUDIT_LOG ${nowhere}: No such file or directory\n` });
  });
});

describe("the command", () => {
  it("is listed in the help, and an unknown one is named", async () => {
    const help = await cli(["--help"]);
    assert.equal(help.status, 0);
    for (const command of ["run", "serve", "doctor"]) assert.match(help.stdout, new RegExp(`^  ${command} `, "m"));
    const none = await cli([]);
    assert.equal(none.status, 2);
    assert.equal(none.stderr, help.stdout);
    const unknown = await cli(["frobnicate"]);
    assert.equal(unknown.status, 2);
    assert.match(unknown.stderr, /^untrusted: unknown command 'frobnicate'/);
    assert.match((await cli(["--version"])).stdout, /^untrusted \d+\.\d+\.\d+\n$/);
  });

  it("doctor tells of each layer, for people and as JSON", async () => {
    const text = await cli(["doctor"]);
    assert.equal(text.status, 0);
    const { stdout, status } = await cli(["doctor", "--json"]);
    assert.equal(status, 0);
    const report = JSON.parse(stdout);
    assert.equal(report.execution, true);
    assert.equal(`untrusted ${report.version}\n`, (await cli(["--version"])).stdout);
    assert.match(report.kernel, /^Linux \S+ \S+$/);
    const names = Object.keys(report.layers);
    assert.deepEqual(names, ["guest-boundary", "no-new-privs", "seccomp", "namespaces", "landlock", "rlimits", "undumpable", "no-capabilities"]);
    for (const [name, layer] of Object.entries(report.layers)) {
      assert.equal(typeof layer.holds, "boolean");
      if (!layer.holds) assert.ok(layer.error && layer.leftOpen, name);
      assert.match(text.stdout, new RegExp(`^${name.replace("-", ".")} +${layer.holds ? "yes" : "NO"} `, "m"));
    }
  });

  it("run refuses to start without a layer that is required and missing, and starts with those that are there", async t => {
    const { layers } = JSON.parse((await cli(["doctor", "--json"])).stdout);
    const names = Object.keys(layers).filter(name => name !== "guest-boundary");
    const present = names.filter(name => layers[name].holds);
    const missing = names.filter(name => !layers[name].holds);
    assert.equal((await evaluate("1", "--require", present.join(","))).status, 0);
    for (const name of missing) {
      const { status, stderr } = await evaluate("1", "--require", name);
      assert.equal(status, 4);
      assert.match(stderr, new RegExp(`required isolation layer ${name} is not to be had here`));
    }
    if (missing.length === 0) t.diagnostic("every layer holds here: that a missing one is refused was not tried");
  });

  it("layers may be required by the environment as well", async () => {
    const env = { PATH: process.env.PATH };
    const listen = ["--listen", "127.0.0.1:0"];
    assert.equal((await cli(["run", "-e", "1"], { env: { ...env, SANDBOX_REQUIRE: "rlimits" } })).status, 0);
    for (const [command, rest] of [["run", ["-e", "1"]], ["serve", listen]]) {
      const wrong = await cli([command, ...rest], { env: { ...env, SANDBOX_REQUIRE: "rlimits,nonsense" } });
      assert.equal(wrong.status, 2);
      assert.match(wrong.stderr, new RegExp(`^untrusted ${command}: SANDBOX_REQUIRE rlimits,nonsense: there is no layer 'nonsense'`));
      const misspelt = await cli([command, ...rest], { env: { ...env, SANDBOX_REQUIRED: "seccomp" } });
      assert.equal(misspelt.status, 2);
      assert.match(misspelt.stderr, /SANDBOX_REQUIRED: there is no such setting/);
    }
  });
});
