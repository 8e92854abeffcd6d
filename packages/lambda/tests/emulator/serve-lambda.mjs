#!/usr/bin/env node
// SPDX-License-Identifier: MIT
// AWS Lambda on this machine, as far as a function made of our zip needs it: the Invoke API on loopback, and behind it
// as many environments as are wanted, each with its own Runtime API. Point an AWS SDK at it by its endpoint setting.
import { spawnSync } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { appendFileSync, existsSync, mkdtempSync, realpathSync, rmSync, statSync } from "node:fs";
import http from "node:http";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { startLambda } from "./runtime-api.mjs";

const root = resolve(dirname(fileURLToPath(import.meta.url)), "../../../..");
const ARCHITECTURE = process.arch === "arm64" ? "arm64" : "x86_64";
const ZIP = join(root, `packages/lambda/dist/untrusted-lambda-${ARCHITECTURE}.zip`);

const REQUEST_MAX_BYTES = 6291456;
const EVENT_MAX_BYTES = 1048576; // of asynchronous invocations
const EVENTS_MAX = 1000; // that wait
const LOG_TAIL_BYTES = 4096;

const HELP = `usage: serve-lambda.mjs [OPTION...]

Answers the Invoke API of AWS Lambda on 127.0.0.1 with the function of a zip. Any AWS SDK can be pointed at it by its
endpoint setting, with any region and credentials:

  POST /2015-03-31/functions/NAME/invocations

  --port N            where to listen, 0 for a port that is free (default 9001)
  --zip FILE          the function (default packages/lambda/dist/untrusted-lambda-${ARCHITECTURE}.zip)
  --dir DIR           a folder with its files instead, such as bin
  --function-name S   (default untrusted-code)
  --timeout T         the function's timeout, such as 30s or 500ms (default 30s)
  --memory MB         what the function is told of its memory; nothing enforces it (default 512)
  --concurrency N     environments, one invocation at a time each (default 2)
  --log FILE          where its log goes (default standard error)
  --env NAME=VALUE    a variable of the function's environment; may be repeated
  --help
`;

/** Bad usage: its message is for people. */
class UsageError extends Error {}

/** An error in Lambda's shape. */
class ApiError extends Error {
  constructor(status, type, message, { member = "message", reason } = {}) {
    super(message);
    this.status = status;
    this.type = type;
    this.body = { ...(reason ? { Reason: reason } : {}), Type: status < 500 ? "User" : "Service", [member]: message };
  }
}

// --- options ---------------------------------------------------------------------------------------------------------

function wholeNumber(text, name, min, max) {
  if (!/^\d{1,9}$/.test(text) || Number(text) < min || Number(text) > max)
    throw new UsageError(`--${name} must be a number from ${min} to ${max}, not '${text}'`);
  return Number(text);
}

function milliseconds(text) {
  const match = /^(\d{1,7})(ms|s|m)$/.exec(text);
  const ms = match ? Number(match[1]) * { ms: 1, s: 1000, m: 60000 }[match[2]] : 0;
  if (ms < 1 || ms > 900000) throw new UsageError(`--timeout must be a time up to 15m, such as 30s, not '${text}'`);
  return ms;
}

export function parseOptions(args) {
  let values;
  try {
    ({ values } = parseArgs({
      args,
      options: {
        port: { type: "string", default: "9001" },
        zip: { type: "string" },
        dir: { type: "string" },
        "function-name": { type: "string", default: "untrusted-code" },
        timeout: { type: "string", default: "30s" },
        memory: { type: "string", default: "512" },
        concurrency: { type: "string", default: "2" },
        log: { type: "string" },
        env: { type: "string", multiple: true, default: [] },
        help: { type: "boolean", default: false },
      },
    }));
  } catch (error) {
    throw new UsageError(error.message.split(". To specify")[0]);
  }
  if (values.zip !== undefined && values.dir !== undefined) throw new UsageError("--zip and --dir exclude each other");
  if (!/^[\w-]{1,64}$/.test(values["function-name"]))
    throw new UsageError(`--function-name must be letters, digits, - and _, not '${values["function-name"]}'`);
  const wrong = values.env.find(text => !/^[A-Za-z_]\w*=/.test(text));
  if (wrong !== undefined) throw new UsageError(`--env must be NAME=VALUE, not '${wrong}'`);
  return {
    port: wholeNumber(values.port, "port", 0, 65535),
    zip: values.dir === undefined ? resolve(values.zip ?? ZIP) : undefined,
    dir: values.dir && resolve(values.dir),
    functionName: values["function-name"],
    timeoutMs: milliseconds(values.timeout),
    memorySize: wholeNumber(values.memory, "memory", 128, 10240),
    concurrency: wholeNumber(values.concurrency, "concurrency", 1, 1000),
    log: values.log && resolve(values.log),
    env: Object.fromEntries(values.env.map(text => [text.slice(0, text.indexOf("=")), text.slice(text.indexOf("=") + 1)])),
    help: values.help,
  };
}

/** Unpacks a zip into a folder that only this user may enter. */
function unpack(zip) {
  if (!existsSync(zip)) throw new UsageError(`there is no ${zip}: build it, or say --zip FILE or --dir DIR`);
  const folder = mkdtempSync(join(tmpdir(), "serve-lambda-"));
  const { status, stderr, error } = spawnSync("unzip", ["-q", zip, "-d", folder], { encoding: "utf8" });
  if (status === 0) return folder;
  rmSync(folder, { recursive: true, force: true });
  throw new UsageError(error?.code === "ENOENT" ? "unzip is not installed" : `${zip} cannot be unpacked: ${(error?.message ?? stderr).trim()}`);
}

// --- the environments ------------------------------------------------------------------------------------------------

class Environments {
  #options;
  #all = [];
  #starting = 0;

  constructor(options) {
    this.#options = options;
  }

  get running() {
    return this.#starting + this.#all.filter(environment => environment.isTaken).length;
  }

  /** One that is free, a new one if need be; undefined if as many as may be are taken. */
  async take() {
    let environment = this.#all.find(({ isTaken }) => !isTaken);
    if (environment === undefined) {
      if (this.#all.length + this.#starting >= this.#options.concurrency) return undefined;
      this.#starting++;
      try {
        environment = { lambda: await startLambda(this.#options.environment) };
      } finally {
        this.#starting--;
      }
      this.#all.push(environment);
    }
    environment.isTaken = true;
    return environment;
  }

  async close() {
    await Promise.all(this.#all.map(({ lambda }) => lambda.close()));
  }
}

// --- the Invoke API --------------------------------------------------------------------------------------------------

async function readBody(request, maxBytes) {
  const chunks = [];
  let bytes = 0;
  for await (const chunk of request) {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    if (bytes > 4 * maxBytes) break;
  }
  if (bytes > maxBytes)
    throw new ApiError(413, "RequestTooLargeException", `Request must be smaller than ${maxBytes} bytes for the InvokeFunction operation`);
  return Buffer.concat(chunks);
}

/** The text of an event; nothing at all is {}, as for Lambda. */
function eventOf(body) {
  if (body.length === 0) return "{}";
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body);
    JSON.parse(text);
    return text;
  } catch (error) {
    throw new ApiError(400, "InvalidRequestContentException", `Could not parse request body into json: ${error.message}`);
  }
}

function clientContextOf(header) {
  if (header === undefined) return undefined;
  try {
    const context = JSON.parse(Buffer.from(header, "base64").toString());
    if (typeof context === "object" && context !== null && !Array.isArray(context)) return context;
  } catch {
    // it is told below
  }
  throw new ApiError(400, "InvalidRequestContentException", "Client context must be a valid Base64-encoded JSON object.");
}

/** Whose function a path means: a name, a part of an ARN or a whole one, perhaps with a qualifier. */
function functionOf(path) {
  const match = /^\/2015-03-31\/functions\/([^/?]+)\/invocations(?:\?(.*))?$/.exec(path);
  if (!match) throw new ApiError(404, "ResourceNotFoundException", "there is only POST /2015-03-31/functions/NAME/invocations", { member: "Message" });
  let text;
  try {
    text = decodeURIComponent(match[1]);
  } catch {
    text = match[1];
  }
  const parts = /^(?:(?:arn:[^:]+:lambda:[^:]+:)?\d{12}:function:)?([\w-]+)(?::([$\w-]+))?$/.exec(text);
  return { name: parts?.[1] ?? text, qualifier: parts?.[2] ?? new URLSearchParams(match[2]).get("Qualifier") ?? "$LATEST" };
}

const traceId = () =>
  `Root=1-${Math.floor(Date.now() / 1000).toString(16)}-${randomBytes(12).toString("hex")};Parent=${randomBytes(8).toString("hex")};Sampled=0`;

/** What Lambda adds to a function's log. */
const platform = (type, record) => JSON.stringify({ time: new Date().toISOString(), type: `platform.${type}`, record });

class Server {
  #options;
  #environments;
  #server;
  #events = [];
  #isClosing = false;

  constructor(options) {
    this.#options = options;
    this.#environments = new Environments(options);
    this.#server = http.createServer((request, response) => this.#answer(request, response));
  }

  async listen() {
    await new Promise((done, failed) => this.#server.on("error", failed).listen(this.#options.port, "127.0.0.1", done));
    this.port = this.#server.address().port;
  }

  async close() {
    this.#isClosing = true;
    this.#events = [];
    this.#server.close();
    await this.#environments.close();
    this.#server.closeAllConnections?.();
  }

  async #answer(request, response) {
    const requestId = randomUUID();
    response.setHeader("X-Amzn-RequestId", requestId);
    try {
      this.#admit(request);
      if (request.url === "/healthz") this.#health(request, response);
      else await this.#invoke(request, response, requestId);
    } catch (error) {
      const known = error instanceof ApiError ? error : new ApiError(500, "ServiceException", error.message, { member: "Message" });
      if (response.headersSent) return void response.destroy();
      response.writeHead(known.status, { "Content-Type": "application/json", "X-Amzn-ErrorType": known.type, ...(known.status === 413 ? { Connection: "close" } : {}) });
      response.end(JSON.stringify(known.body));
    }
  }

  /** A web page may send requests to this machine, under a name of its own too. It shall not run code. */
  #admit({ headers }) {
    if (headers.origin !== undefined || !/^(localhost|127\.0\.0\.1)(:\d+)?$/.test(headers.host ?? ""))
      throw new ApiError(403, "AccessDeniedException", "requests of web pages are refused; the Host must be localhost or 127.0.0.1");
  }

  #health(request, response) {
    if (request.method !== "GET") throw new ApiError(405, "MethodNotAllowedException", "use GET");
    const { functionName, concurrency } = this.#options;
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ status: "ok", functionName, running: this.#environments.running, waiting: this.#events.length, concurrency }));
  }

  async #invoke(request, response, requestId) {
    const { name, qualifier } = functionOf(request.url);
    const { functionName } = this.#options;
    if (request.method !== "POST") throw new ApiError(405, "MethodNotAllowedException", "use POST");
    if (name !== functionName || qualifier !== "$LATEST") {
      const missing = `${name}${qualifier === "$LATEST" ? "" : `:${qualifier}`}`;
      throw new ApiError(404, "ResourceNotFoundException", `Function not found: ${missing}; there is ${functionName}`, { member: "Message" });
    }
    const headers = request.headers;
    const type = headers["x-amz-invocation-type"] ?? "RequestResponse";
    if (!["RequestResponse", "Event", "DryRun"].includes(type))
      throw new ApiError(400, "InvalidParameterValueException", `InvocationType must be RequestResponse, Event or DryRun, not ${type}`);
    const event = eventOf(await readBody(request, type === "Event" ? EVENT_MAX_BYTES : REQUEST_MAX_BYTES));
    const options = {
      raw: event, requestId,
      traceId: headers["x-amzn-trace-id"] ?? traceId(),
      clientContext: clientContextOf(headers["x-amz-client-context"]),
      tenantId: headers["x-amz-tenant-id"],
    };
    if (type === "DryRun") return void response.writeHead(204).end();
    if (type === "Event") {
      this.#later(options);
      return void response.writeHead(202).end();
    }
    const answer = await this.#run(options);
    if (answer === undefined)
      throw new ApiError(429, "TooManyRequestsException", "Rate Exceeded.", { reason: "ConcurrentInvocationLimitExceeded" });
    response.writeHead(200, {
      "Content-Type": "application/json",
      "X-Amz-Executed-Version": "$LATEST",
      "X-Amzn-Trace-Id": options.traceId,
      ...(answer.functionError ? { "X-Amz-Function-Error": answer.functionError } : {}),
      ...(headers["x-amz-log-type"] === "Tail" ? { "X-Amz-Log-Result": answer.logTail } : {}),
    });
    response.end(answer.text);
  }

  /** The answer, or undefined if all environments are taken. */
  async #run(options) {
    const environment = await this.#environments.take();
    if (environment === undefined) return undefined;
    try {
      const log = this.#options.writeLog;
      const first = platform("start", { requestId: options.requestId, version: "$LATEST" });
      log(first);
      const answer = await environment.lambda.invoke(undefined, options);
      const { handedOut = 0, idle = 0 } = answer.timings;
      const durationMs = Math.round((idle - handedOut) * 1000) / 1000;
      const last = platform("report", {
        requestId: options.requestId,
        metrics: { durationMs, billedDurationMs: Math.ceil(durationMs), memorySizeMB: this.#options.memorySize },
        status: answer.functionError ? "error" : "success",
      });
      log(last);
      const text = [first, ...answer.log.map(line => line.text), last, ""].join("\n");
      return { ...answer, logTail: Buffer.from(text).subarray(-LOG_TAIL_BYTES).toString("base64") };
    } finally {
      environment.isTaken = false;
      environment.lambda.forget();
      this.#nextEvent();
    }
  }

  #later(options) {
    if (this.#events.length >= EVENTS_MAX) throw new ApiError(429, "TooManyRequestsException", "Rate Exceeded.", { reason: "CallerRateLimitExceeded" });
    this.#events.push(options);
    this.#nextEvent();
  }

  #nextEvent() {
    if (this.#isClosing || this.#events.length === 0) return;
    const options = this.#events.shift();
    this.#run(options).then(
      answer => answer === undefined && this.#events.unshift(options), // until one becomes free
      () => {}, // it is being closed
    );
  }
}

/** Starts it: { port, close() }. Throws a UsageError for what its user can mend. */
export async function serveLambda(options) {
  const folder = options.dir ?? unpack(options.zip);
  const clean = () => options.dir ?? rmSync(folder, { recursive: true, force: true });
  try {
    const command = join(folder, "bootstrap");
    if (!existsSync(command)) throw new UsageError(`there is no bootstrap in ${options.zip ?? folder}`);
    if ((statSync(command).mode & 0o111) === 0) throw new UsageError(`bootstrap in ${options.zip ?? folder} is not executable`);
    const writeLog = text => (options.log ? appendFileSync(options.log, `${text}\n`) : process.stderr.write(`${text}\n`));
    const { functionName, timeoutMs, memorySize, env } = options;
    const server = new Server({
      ...options,
      writeLog,
      environment: { command, cwd: folder, env, functionName, timeoutMs, memorySize, onLine: line => writeLog(line.text) },
    });
    await server.listen();
    return {
      port: server.port,
      async close() {
        await server.close();
        clean();
      },
    };
  } catch (error) {
    clean();
    throw error;
  }
}

async function main() {
  const options = parseOptions(process.argv.slice(2));
  if (options.help) return void process.stdout.write(HELP);
  const server = await serveLambda(options);
  let isEnding = false;
  const end = status => async () => {
    if (isEnding) process.exit(status);
    isEnding = true;
    await server.close();
    process.exit(status);
  };
  process.on("SIGINT", end(130)).on("SIGTERM", end(0)).on("SIGHUP", end(129));
  console.log(`serve-lambda: the function ${options.functionName} is at http://127.0.0.1:${server.port}`);
  console.log(`  curl -s http://127.0.0.1:${server.port}/2015-03-31/functions/${options.functionName}/invocations -d '{"code": "2 + 2"}'`);
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  main().catch(error => {
    const isUsage = error instanceof UsageError || error.code === "EADDRINUSE" || error.code === "EACCES";
    process.stderr.write(`serve-lambda: ${isUsage ? error.message : error.stack}\n${error instanceof UsageError ? "'serve-lambda.mjs --help' lists the options\n" : ""}`);
    process.exit(isUsage ? 2 : 1);
  });
