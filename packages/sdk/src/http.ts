// SPDX-License-Identifier: MIT
// The Invoke API of `untrusted serve` over HTTP: on a server, or through the private socket of this machine's executor.
import http, { type IncomingMessage } from "node:http";
import https from "node:https";
import { StringDecoder } from "node:string_decoder";
import { parsePayload, type Answer } from "./answer.js";
import type { Call } from "./call.js";
import { ConnectionError, InvalidResponseError } from "./errors.js";
import { errorOfRefusal } from "./refusal.js";
import type { ConsoleLine } from "./response.js";

/**
 * Where a server is.
 *
 * @internal
 */
export interface Place {
  /** For messages. */
  name: string;
  /** What to know when it breaks off; "" if nothing. */
  hint: string;
  agent: http.Agent;
  isSecure: boolean;
  /** What `http.request` needs to find it: host and port, or socketPath. */
  connect: { host: string; port: number | undefined } | { socketPath: string };
  /** Before `/2015-03-31/...`; without a slash at its end. */
  basePath: string;
  token: string | undefined;
}

const LINES = "application/x-ndjson";
/** A result may have 6 MiB and a console 256 KiB, twice; JSON makes up to six bytes of one. */
const ANSWER_BYTES_MAX = 64 << 20;

/** Connections that are kept, closed before the server would (60 s), so that none is used as it goes. @internal */
export const AGENT_OPTIONS = { keepAlive: true, timeout: 30000 } as const;

/** Sends a call's request. @throws ConnectionError, and whatever refusals mean @internal */
export async function invoke(place: Place, call: Call): Promise<Answer> {
  const state = { connected: false };
  try {
    const response = await send(place, call, state);
    if (response.statusCode !== 200) throw await refusalOf(place, call, response);
    return await readAnswer(place, call, response);
  } catch (error) {
    if (!isSystemError(error)) throw error;
    throw connectionError(place, state.connected, error);
  }
}

function connectionError(place: Place, isConnected: boolean, cause: NodeJS.ErrnoException): ConnectionError {
  // A connection that was kept, and closed meanwhile: it takes no more, and of a request that is not whole nothing is run.
  const isClosed = cause.code === "EPIPE";
  const why = !isConnected
    ? `no connection to ${place.name}`
    : isClosed
      ? `${place.name} closed the connection before it had the request`
      : `${place.name} broke off before its answer was complete`;
  const message = `${why}: ${reasonOf(cause)}${place.hint}`;
  return new ConnectionError(message, { mayHaveRun: isConnected && !isClosed, cause });
}

/** Why, in words that are about the connection. */
function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  if (code === "EPROTO") return "it does not speak TLS; give http:// if that is meant";
  if (code === "ECONNRESET") return "the connection was closed";
  // Where several addresses have been tried the error has no message of its own.
  return message || (code ?? "");
}

/** An error of Node's: those of the family have no upper case. */
function isSystemError(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^[A-Z]/.test(error.code);
}

/** The request says what becomes of a connection; what comes after it is about nothing. */
function onSocketError(): void {}

function send(place: Place, call: Call, state: { connected: boolean }): Promise<IncomingMessage> {
  const headers: http.OutgoingHttpHeaders = { "Content-Type": "application/json" };
  if (call.onConsole) headers.Accept = `${LINES}, application/json`;
  if (place.token !== undefined) headers.Authorization = `Bearer ${place.token}`;
  return new Promise((resolve, reject) => {
    const request = (place.isSecure ? https : http).request(
      {
        ...place.connect,
        agent: place.agent,
        method: "POST",
        path: `${place.basePath}/2015-03-31/functions/untrusted-code/invocations`,
        headers,
        signal: call.signal,
      },
      resolve,
    );
    const connected = (): void => {
      state.connected = true;
      call.markSent();
    };
    request.on("socket", socket => {
      // Destroyed by the signal when the answer is there, it says so after the request has let go of it: to nobody.
      if (!socket.listeners("error").includes(onSocketError)) socket.on("error", onSocketError);
      if (socket.connecting) socket.once(place.isSecure ? "secureConnect" : "connect", connected);
      else if (!socket.destroyed) connected();
    });
    request.on("error", reject);
    // Without an answer, such as after an upgrade that nobody has asked for.
    request.on("close", () => reject(Object.assign(new Error("closed"), { code: "ECONNRESET" })));
    request.end(call.body);
  });
}

function header(response: IncomingMessage, name: string): string | undefined {
  const value = response.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** An answer's bytes, as they come. @throws InvalidResponseError if they are more than an executor's can be */
async function* readBytes(place: Place, response: IncomingMessage): AsyncGenerator<Buffer> {
  let bytes = 0;
  for await (const chunk of response) {
    bytes += (chunk as Buffer).length;
    if (bytes > ANSWER_BYTES_MAX)
      throw new InvalidResponseError(`${place.name} answered with more than ${ANSWER_BYTES_MAX} bytes`, {
        mayHaveRun: true,
        requestId: header(response, "x-amzn-requestid"),
      });
    yield chunk as Buffer;
  }
}

async function readText(place: Place, response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of readBytes(place, response)) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

async function refusalOf(place: Place, call: Call, response: IncomingMessage): Promise<Error> {
  const text = await readText(place, response);
  const retryAfter = Number(header(response, "retry-after"));
  let message = text.slice(0, 200);
  try {
    const body = JSON.parse(text) as { message?: unknown; Message?: unknown };
    message = String(body.message ?? body.Message ?? message);
  } catch {
    // Not in Lambda's shape: a proxy's, perhaps. Its text has to do.
  }
  return errorOfRefusal({
    name: place.name,
    status: response.statusCode,
    type: header(response, "x-amzn-errortype") ?? `HTTP status ${response.statusCode}`,
    message,
    bodyBytes: Buffer.byteLength(call.body),
    retryAfterMs: retryAfter >= 0 && Number.isFinite(retryAfter) ? retryAfter * 1000 : undefined,
    requestId: header(response, "x-amzn-requestid"),
  });
}

async function readAnswer(place: Place, call: Call, response: IncomingMessage): Promise<Answer> {
  const requestId = header(response, "x-amzn-requestid");
  const isFunctionError = header(response, "x-amz-function-error") !== undefined;
  const streamed = header(response, "content-type")?.split(";")[0]?.trim() === LINES;
  const value = streamed
    ? await readLines(place, call, response)
    : parsePayload(await readText(place, response), place.name, requestId);
  return { value, isFunctionError, requestId, streamed };
}

/** One line of a streamed answer; one of another kind is of a later version, and ignored. */
type Line = { console?: ConsoleLine; response?: unknown };

/** The console's lines as they come, and then the response. */
async function readLines(place: Place, call: Call, response: IncomingMessage): Promise<unknown> {
  const decoder = new StringDecoder("utf8");
  let pieces: string[] = [];
  let answer: unknown;
  const take = (text: string): void => {
    const line = parsePayload(text, place.name, undefined) as Line | null;
    if (line?.console) call.onConsole?.(line.console);
    else if (line?.response !== undefined) answer = line.response;
  };
  for await (const chunk of readBytes(place, response)) {
    const [first = "", ...others] = decoder.write(chunk).split("\n");
    pieces.push(first);
    for (const next of others) {
      take(pieces.join(""));
      pieces = [next];
    }
  }
  if (answer === undefined)
    throw new ConnectionError(`${place.name} ended its answer before the response`, { mayHaveRun: true });
  return answer;
}
