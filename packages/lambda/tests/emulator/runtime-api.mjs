// SPDX-License-Identifier: MIT
// One execution environment of AWS Lambda on this machine: it starts a `bootstrap`, is the Runtime API (2018-06-01)
// to it, hands it one invocation at a time, and ends and restarts it as Lambda does.
//
// States and errors are those of AWS's own emulator (aws-lambda-runtime-interface-emulator): whoever asks for `next`
// while an invocation is open is given the same one again; an unknown id is a 400, a second answer a 403, one that
// comes after the timeout a 410, one that is too large a 413, of which the caller has been told by then.
//
// Each request can be answered wrongly: see `fault()`.
import { spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { Connection, encodeAnswer, sleep } from "./connection.mjs";
import { familyOf, signalAll } from "./processes.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../../..");
export const BOOTSTRAP = join(process.env.UNTRUSTED_BIN_DIR ?? join(root, "bin"), "bootstrap");

const API = "/2018-06-01/runtime";
const RESPONSE_MAX_BYTES = 6 * 1024 * 1024 + 100; // what AWS enforces
const ACCEPTED = { status: 202, body: json({ status: "OK" }) };

function json(value) {
  return Buffer.from(JSON.stringify(value));
}

const failure = (status, errorType, errorMessage) => ({ status, body: json({ errorMessage, errorType }) });
const INVALID_ID = failure(400, "InvalidRequestID", "Invalid request ID");
const TRUNCATED = failure(400, "TruncatedHTTPRequest", "HTTP request detected as truncated");
const TIMED_OUT = failure(410, "InvokeTimeout", "Invoke timeout");
const TOO_LARGE = failure(413, "RequestEntityTooLarge", `Exceeded maximum allowed payload size (${RESPONSE_MAX_BYTES} bytes).`);
const NOT_FOUND = { status: 404, headers: { "Content-Type": "text/plain; charset=utf-8" }, body: Buffer.from("404 page not found\n") };
const forbidden = (from, to) =>
  failure(403, "InvalidStateTransition", `State transition from ${from} to ${to} failed for runtime. Error: State transition is not allowed`);

/** What a request asks for: { kind, id }. */
function route(method, path) {
  if (method === "GET" && path === `${API}/invocation/next`) return { kind: "next" };
  if (method === "POST" && path === `${API}/init/error`) return { kind: "init-error" };
  const match = /^\/2018-06-01\/runtime\/invocation\/([^/?]+)\/(response|error)$/.exec(path);
  return match && method === "POST" ? { kind: match[2], id: match[1] } : { kind: "unknown" };
}

function without(headers, names) {
  const unwanted = names.map(name => name.toLowerCase());
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !unwanted.includes(name.toLowerCase())));
}

/** Waits until what a process had written before now has been read. */
async function drained(lambda) {
  for (let before = -1; before !== lambda.outputBytes; ) {
    before = lambda.outputBytes;
    for (let i = 0; i < 3; i++) await new Promise(setImmediate);
  }
}

class Lambda {
  requests = []; // all that the runtime asked for: { kind, id, method, path, headers, body, at, connection, status, fault }
  log = []; // the lines of its output: { text, stream, at, json }
  violations = []; // what no runtime should do
  connections = 0;
  starts = 0;
  outputBytes = 0;
  exits = []; // of the processes: { status, signal }
  init = undefined; // of the last start: { ok, ms, error?, exit? }

  #options;
  #server;
  #open = new Set();
  #child;
  #current; // the invocation that was handed out
  #queue = [];
  #waiting; // the `next` that waits for an event: { give, connection }
  #expired = new Set();
  #faults = [];
  #initDone;
  #initError;
  #isClosed = false;

  constructor(options) {
    this.#options = {
      command: BOOTSTRAP, cwd: undefined, env: {}, timeoutMs: 3000, initTimeoutMs: 10000, memorySize: 512,
      functionName: "untrusted-code", invocationIds: true, onTimeout: "kill", logLevel: "INFO", onLine: () => {},
      chunkBytes: undefined, spawn: {}, ...options,
    };
    const [program] = [this.#options.command].flat();
    this.#options.cwd ??= program.includes("/") ? dirname(program) : process.cwd();
    for (const { on, ...fault } of options.faults ?? []) this.fault(on, fault);
    this.canaries = {
      AWS_ACCESS_KEY_ID: `ASIA${randomBytes(8).toString("hex").toUpperCase()}`,
      AWS_SECRET_ACCESS_KEY: randomBytes(20).toString("hex"),
      AWS_SESSION_TOKEN: randomBytes(160).toString("hex"),
    };
  }

  // --- the process ---------------------------------------------------------------------------------------------------

  async listen() {
    this.#server = createServer(socket => {
      const connection = new Connection(socket, ++this.connections, {
        onRequest: request => this.#onRequest(request),
        onViolation: what => this.violations.push(what),
      });
      this.#open.add(connection);
      connection.closed.then(() => this.#open.delete(connection));
    });
    await new Promise((done, failed) => this.#server.on("error", failed).listen(0, "127.0.0.1", done));
    this.port = this.#server.address().port;
  }

  /** The environment that Lambda gives. */
  #environment() {
    const { functionName, memorySize, logLevel, cwd, env } = this.#options;
    return {
      PATH: "/usr/local/bin:/usr/bin/:/bin:/opt/bin",
      LD_LIBRARY_PATH: `/lib64:/usr/lib64:/var/runtime:/var/runtime/lib:${cwd}:${cwd}/lib:/opt/lib`,
      LANG: "en_US.UTF-8",
      TZ: ":UTC",
      LAMBDA_TASK_ROOT: cwd,
      LAMBDA_RUNTIME_DIR: "/var/runtime",
      _HANDLER: "bootstrap",
      AWS_REGION: "eu-west-1",
      AWS_DEFAULT_REGION: "eu-west-1",
      AWS_LAMBDA_FUNCTION_NAME: functionName,
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: `${memorySize}`,
      AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${functionName}`,
      AWS_LAMBDA_LOG_STREAM_NAME: `2026/01/01/[$LATEST]${randomBytes(16).toString("hex")}`,
      AWS_LAMBDA_LOG_FORMAT: "JSON",
      AWS_LAMBDA_LOG_LEVEL: logLevel,
      AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
      AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${this.port}`,
      ...this.canaries,
      ...(typeof env === "function" ? env(this.port) : env),
    };
  }

  #start() {
    const [program, ...args] = [this.#options.command].flat();
    const startedAt = performance.now();
    this.starts++;
    this.init = undefined;
    this.#initError = undefined;
    this.initialized = new Promise(done => {
      this.#initDone = outcome => {
        if (this.init !== undefined) return;
        clearTimeout(timer);
        this.init = { ms: performance.now() - startedAt, ...outcome };
        done(this.init);
      };
    });
    const timer = setTimeout(() => {
      this.#initError = { errorType: "Sandbox.Timedout", errorMessage: "Init timed out" };
      this.kill();
    }, this.#options.initTimeoutMs);
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      cwd: this.#options.cwd,
      env: this.#environment(),
      ...this.#options.spawn,
    });
    this.#child = child;
    for (const stream of ["stdout", "stderr"]) if (child[stream]) this.#collect(child[stream], stream);
    child.on("error", error => this.#onExit(child, `cannot be started: ${error.message}`));
    child.on("exit", (status, signal) => this.#onExit(child, signal ? `signal: ${signal}` : `exit status ${status}`, status, signal));
  }

  #collect(stream, name) {
    let rest = "";
    stream.setEncoding("utf8");
    const add = text => {
      const line = {
        text,
        stream: name,
        at: performance.now(),
        get json() {
          return JSON.parse(text);
        },
      };
      this.log.push(line);
      this.#options.onLine(line);
    };
    stream.on("data", text => {
      this.outputBytes += text.length;
      const lines = (rest + text).split("\n");
      rest = lines.pop();
      lines.forEach(add);
    });
    stream.on("end", () => rest && add(rest));
  }

  async #onExit(child, how, status = null, signal = null) {
    if (this.#child !== child) return;
    this.#child = undefined;
    this.#waiting = undefined;
    this.exits.push({ status, signal });
    await drained(this);
    const error = this.#initError ?? { errorType: "Runtime.ExitError", errorMessage: `Error: Runtime exited with error: ${how}` };
    this.#initDone({ ok: false, error, exit: { status, signal } });
    const invocation = this.#current;
    if (invocation === undefined) return void this.#pump();
    const message = /^RequestId:/.test(error.errorMessage) ? error.errorMessage : `RequestId: ${invocation.requestId} ${error.errorMessage}`;
    this.#answer(invocation, { functionError: "Unhandled", body: json({ ...error, errorMessage: message }) });
    this.#complete(invocation);
  }

  get pid() {
    return this.#child?.pid;
  }

  /** The process and all that come from it. */
  family() {
    return this.pid === undefined ? [] : familyOf(this.pid);
  }

  freeze() {
    signalAll(this.family(), "SIGSTOP");
  }

  thaw() {
    signalAll(this.family().reverse(), "SIGCONT");
  }

  /** Ends it at once, with all that come from it. */
  kill() {
    signalAll(this.family(), "SIGKILL");
  }

  async close() {
    this.#isClosed = true;
    const child = this.#child;
    const ended = child?.pid === undefined ? undefined : new Promise(done => child.on("exit", done));
    this.kill();
    await ended;
    for (const connection of this.#open) connection.socket.destroy();
    const pending = [this.#current, ...this.#queue].filter(Boolean);
    for (const invocation of pending) {
      clearTimeout(invocation.timer);
      invocation.fail(new Error("the environment was closed"));
    }
    this.#current = undefined;
    this.#queue = [];
    this.#initDone({ ok: false, error: { errorType: "Emulator.Closed", errorMessage: "the environment was closed" } });
    await new Promise(done => this.#server.close(done));
  }

  // --- invocations ---------------------------------------------------------------------------------------------------

  /**
   * Invokes with an event: { payload, text, functionError, log, requestId, timings }. `raw` takes the place of the
   * event's JSON; `timeoutMs` of the function's; `deadlineMs` is told to the runtime instead of the real one.
   */
  invoke(event, options = {}) {
    return new Promise((done, fail) => {
      this.#queue.push({
        requestId: options.requestId ?? randomUUID(),
        invocationId: randomUUID(),
        body: options.raw === undefined ? json(event ?? null) : Buffer.from(options.raw),
        timeoutMs: options.timeoutMs ?? this.#options.timeoutMs,
        options,
        state: "queued",
        deliveries: 0,
        timings: { queued: performance.now() },
        firstLine: this.log.length,
        done,
        fail,
      });
      this.#pump();
    });
  }

  /** Drops what was recorded, so that an environment that lives long does not grow. Not while it is busy. */
  forget() {
    this.requests.length = 0;
    this.log.length = 0;
    this.#expired.clear();
  }

  get isBusy() {
    return this.#current !== undefined || this.#queue.length > 0;
  }

  #pump() {
    if (this.#isClosed) return;
    if (this.#current === undefined) {
      if (this.#queue.length === 0) return;
      this.#current = this.#queue.shift();
      this.#current.firstLine = this.log.length;
    }
    if (this.#current.state === "answered") return; // it ends first
    if (this.#child === undefined) this.#start();
    else if (this.#waiting !== undefined) this.#handOut();
  }

  #handOut() {
    const { give } = this.#waiting;
    const invocation = this.#current;
    this.#waiting = undefined;
    invocation.deliveries++;
    if (invocation.state === "queued") {
      invocation.state = "running";
      invocation.timings.handedOut = performance.now();
      invocation.deadlineMs = invocation.options.deadlineMs ?? Date.now() + invocation.timeoutMs;
      invocation.timer = setTimeout(() => this.#expire(invocation), invocation.timeoutMs);
    }
    give({ status: 200, headers: this.#eventHeaders(invocation), body: invocation.body, chunkBytes: this.#options.chunkBytes });
  }

  #eventHeaders({ requestId, invocationId, deadlineMs, options }) {
    const optional = {
      "Lambda-Runtime-Invocation-Id": this.#options.invocationIds ? invocationId : undefined,
      "Lambda-Runtime-Trace-Id": options.traceId,
      "Lambda-Runtime-Client-Context": options.clientContext && JSON.stringify(options.clientContext),
      "Lambda-Runtime-Cognito-Identity": options.cognitoIdentity && JSON.stringify(options.cognitoIdentity),
      "Lambda-Runtime-Aws-Tenant-Id": options.tenantId,
    };
    return {
      "Content-Type": "application/json",
      "Lambda-Runtime-Aws-Request-Id": requestId,
      "Lambda-Runtime-Deadline-Ms": deadlineMs,
      "Lambda-Runtime-Invoked-Function-Arn": this.arn,
      ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    };
  }

  get arn() {
    return `arn:aws:lambda:eu-west-1:123456789012:function:${this.#options.functionName}`;
  }

  #expire(invocation) {
    const seconds = (invocation.timeoutMs / 1000).toFixed(2);
    this.#expired.add(invocation.requestId);
    if (invocation.state === "running")
      this.#answer(invocation, {
        functionError: "Unhandled",
        body: json({ errorType: "Sandbox.Timedout", errorMessage: `RequestId: ${invocation.requestId} Error: Task timed out after ${seconds} seconds` }),
      });
    else this.violations.push(`the runtime did not ask for the next invocation within ${seconds} s`);
    if (this.#options.onTimeout === "kill") this.kill(); // its exit completes the invocation
    else this.#complete(invocation);
  }

  /** The caller's answer is there. The invocation ends when the runtime asks for the next one. */
  #answer(invocation, { functionError, body, contentType }) {
    if (invocation.answer !== undefined) return;
    invocation.state = "answered";
    invocation.timings.responded = performance.now();
    invocation.answer = { functionError, body, contentType };
  }

  async #complete(invocation) {
    clearTimeout(invocation.timer);
    if (this.#current !== invocation) return;
    await drained(this);
    invocation.timings.idle = performance.now();
    if (this.#current !== invocation) return;
    this.#current = undefined;
    const { functionError, body, contentType } = invocation.answer;
    const text = body.toString();
    let payload;
    try {
      payload = JSON.parse(text);
    } catch {
      payload = undefined; // as it came: a runtime may send anything
    }
    invocation.done({
      requestId: invocation.requestId, invocationId: invocation.invocationId, deadlineMs: invocation.deadlineMs,
      deliveries: invocation.deliveries, payload, text, contentType, functionError,
      log: this.log.slice(invocation.firstLine), timings: invocation.timings,
    });
    this.#pump();
  }

  // --- the Runtime API -----------------------------------------------------------------------------------------------

  /**
   * The next `times` (default 1) requests of a kind go wrong: fault("next" | "response" | "error" | "init-error", {...}).
   *   delayMs           answered later
   *   status, body      answered with this, and not processed; 400, 403 and 410 end the invocation for its caller
   *   reset             "before" or "after" it is processed, or in the "middle" of the answer
   *   truncateBytes     only so many bytes of the body are sent, then the connection is closed
   *   dripMs, dripBytes sent in pieces of dripBytes (default 1) with pauses
   *   without           names of headers that are left out
   *   headers           more of them, or others
   *   garble            (bytes) => bytes: what is sent in place of the answer
   *   close             "said" with Connection: close, or "quietly" without
   */
  fault(on, { times = 1, ...fault }) {
    this.#faults.push({ on, times, ...fault });
  }

  clearFaults() {
    this.#faults = [];
  }

  #takeFault(kind) {
    const fault = this.#faults.find(({ on, times }) => on === kind && times > 0);
    if (fault) fault.times--;
    return fault;
  }

  async #onRequest({ connection, ...request }) {
    const { kind, id } = route(request.method, request.path);
    const fault = this.#takeFault(kind);
    const record = { kind, id, ...request, at: performance.now(), connection: connection.number, fault };
    this.requests.push(record);
    if (fault?.delayMs) await sleep(fault.delayMs);
    if (fault?.reset === "before") return connection.reset();
    const answer = fault?.status ? this.#refuse(kind, fault) : await this.#process(kind, id, request, connection);
    if (answer === undefined || connection.isClosed) return;
    record.status = answer.status;
    record.answeredAt = performance.now();
    const headers = { "Content-Type": "application/json", ...answer.headers };
    if (fault) await this.#sendWrongly(connection, { ...answer, headers }, fault);
    else await connection.answer({ ...answer, headers });
  }

  #refuse(kind, { status, body }) {
    // Lambda says these of an invocation that is over for it.
    if ((kind === "response" || kind === "error") && [400, 403, 410].includes(status) && this.#current?.state === "running")
      this.#answer(this.#current, { functionError: "Unhandled", body: json({ errorType: "Emulator.Fault", errorMessage: `answered with ${status}` }) });
    return { status, body: Buffer.from(body ?? JSON.stringify({ errorMessage: "a fault", errorType: "Emulator.Fault" })) };
  }

  async #sendWrongly(connection, answer, fault) {
    if (fault.reset === "after") return connection.reset();
    const headers = { ...without(answer.headers, fault.without ?? []), ...fault.headers };
    const encoded = encodeAnswer({
      ...answer,
      headers,
      whole: fault.truncateBytes !== undefined,
      close: fault.close === "said",
    });
    let bytes = Buffer.concat([encoded.head, encoded.body]);
    if (fault.truncateBytes !== undefined) bytes = bytes.subarray(0, encoded.head.length + fault.truncateBytes);
    if (fault.reset === "middle") bytes = bytes.subarray(0, bytes.length - 1 - (encoded.body.length >> 1));
    if (fault.garble) bytes = Buffer.from(fault.garble(bytes));
    const step = fault.dripMs === undefined ? bytes.length : (fault.dripBytes ?? 1);
    for (let at = 0; at < bytes.length && !connection.isClosed; at += step) {
      await connection.write(bytes.subarray(at, at + step));
      if (fault.dripMs !== undefined) await sleep(fault.dripMs);
    }
    if (fault.reset === "middle") {
      await sleep(20); // so that the part arrives
      connection.reset();
    } else if (fault.truncateBytes !== undefined || fault.close !== undefined) connection.socket.end();
  }

  #process(kind, id, request, connection) {
    if (kind === "next") return this.#onNext(connection);
    if (kind === "init-error") return this.#onInitError(request);
    if (kind === "unknown") return NOT_FOUND;
    return this.#onAnswer(kind, id, request);
  }

  async #onNext(connection) {
    this.#initDone({ ok: true });
    if (this.#waiting !== undefined && !this.#waiting.connection.isClosed) this.violations.push("two requests for the next invocation at a time");
    const answer = new Promise(give => {
      const waiting = { give, connection };
      this.#waiting = waiting;
      connection.closed.then(() => {
        if (this.#waiting === waiting) this.#waiting = undefined;
        give(undefined);
      });
    });
    if (this.#current?.state === "answered") await this.#complete(this.#current);
    this.#pump();
    return answer;
  }

  #onInitError(request) {
    if (this.init !== undefined) return forbidden("Ready", "InitError");
    try {
      this.#initError = JSON.parse(request.body);
    } catch {
      this.violations.push("an error of the start that is no JSON");
    }
    return ACCEPTED;
  }

  #onAnswer(kind, id, request) {
    const invocation = this.#current;
    if (this.#expired.has(id)) return TIMED_OUT;
    if (invocation === undefined || invocation.requestId !== id) return INVALID_ID;
    if (this.#options.invocationIds && request.headers["lambda-runtime-invocation-id"] !== invocation.invocationId) return INVALID_ID;
    if (invocation.state !== "running") return forbidden("ResponseSent", kind === "response" ? "InvocationResponse" : "InvocationErrorResponse");
    if (request.isTruncated) return TRUNCATED;
    const { body, headers } = request;
    if (body.length > RESPONSE_MAX_BYTES) {
      const errorMessage = `Response payload size (${body.length} bytes) exceeded maximum allowed payload size (${RESPONSE_MAX_BYTES} bytes).`;
      this.#answer(invocation, { functionError: "Unhandled", body: json({ errorType: "Function.ResponseSizeTooLarge", errorMessage }) });
      return TOO_LARGE;
    }
    this.#answer(invocation, { functionError: kind === "error" ? "Unhandled" : undefined, body, contentType: headers["content-type"] });
    return ACCEPTED;
  }

  async begin() {
    await this.listen();
    this.#start();
    return this.initialized;
  }
}

/** Starts an environment; when it is ready, or has failed to become so: see its `init`. */
export async function startLambda(options = {}) {
  const lambda = new Lambda(options);
  await lambda.begin();
  return lambda;
}
