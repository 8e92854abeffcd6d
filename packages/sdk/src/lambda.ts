// SPDX-License-Identifier: MIT
// The executor as an AWS Lambda function.
import type { InvokeCommand, LambdaClient } from "@aws-sdk/client-lambda";
import { parsePayload, type Answer } from "./answer.js";
import type { Call, Transport } from "./call.js";
import { ConfigurationError, ConnectionError, UntrustedCodeError } from "./errors.js";
import { errorOfRefusal } from "./refusal.js";

/** Calls at a time of a client: each holds a connection. More wait. */
const CONNECTIONS = 1024;
const CONNECT_TIMEOUT_MS = 5000;

/** By region: a client's connections and credentials are worth keeping. */
const clients = new Map<string, LambdaClient>();

async function clientOf(region: string | undefined): Promise<LambdaClient> {
  // Late, since it is large: who runs code on this machine does not load it.
  const { LambdaClient } = await import("@aws-sdk/client-lambda");
  const key = region ?? "";
  let client = clients.get(key);
  if (!client) {
    client = new LambdaClient({
      ...(region === undefined ? {} : { region }),
      requestHandler: {
        connectionTimeout: CONNECT_TIMEOUT_MS,
        httpAgent: { maxSockets: CONNECTIONS, keepAlive: true },
        httpsAgent: { maxSockets: CONNECTIONS, keepAlive: true },
      },
    });
    clients.set(key, client);
  }
  return client;
}

/** Errors at the beginning of a connection, and of one that was kept and takes no whole request any more (EPIPE). */
const NOT_CONNECTED = /^(?:EPIPE|ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ENOENT|EACCES|CERT_|ERR_TLS|UNABLE_TO|SELF_SIGNED|DEPTH_ZERO)/;

interface AwsError extends Error {
  code?: string;
  $metadata?: { httpStatusCode?: number; requestId?: string };
  retryAfterSeconds?: string;
}

/** What of the AWS SDK's errors it is. */
function errorOfAws(error: AwsError, name: string, bodyBytes: number): UntrustedCodeError {
  if (error instanceof UntrustedCodeError) return error;
  const status = error.$metadata?.httpStatusCode;
  const requestId = error.$metadata?.requestId;

  // With a status of success it is the answer's body that broke off.
  if (status !== undefined && status >= 300) {
    const seconds = Number(error.retryAfterSeconds);
    return errorOfRefusal({
      name,
      status,
      type: error.name,
      message: error.message,
      bodyBytes,
      retryAfterMs: seconds >= 0 ? seconds * 1000 : undefined,
      requestId,
      cause: error,
    });
  }
  const connected = !NOT_CONNECTED.test(error.code ?? "") && !/establish/i.test(error.message);
  const why = connected ? `the connection to ${name} broke` : `no connection to ${name}`;
  return new ConnectionError(`${why}: ${error.message}`, { mayHaveRun: connected, cause: error });
}

/** What has failed before anything was sent: in the caller's settings. */
function notCalled(cause: AwsError, name: string): ConfigurationError {
  if (cause.name === "CredentialsProviderError" || /credential/i.test(cause.message))
    return new ConfigurationError(`there are no AWS credentials to call ${name} with: ${cause.message}`, { cause });
  if (/region is missing/i.test(cause.message))
    return new ConfigurationError(`no AWS region is known for ${name}: give region, or set AWS_REGION`, { cause });
  return new ConfigurationError(`${name} could not be called: ${cause.message}`, { cause });
}

/** Wraps an error so that the AWS SDK does not try again. Not as its cause, in which it would look for a reason to. */
class NotTriedAgain extends Error {
  constructor(readonly wrapped: unknown) {
    super("the code may have run");
  }
}

/**
 * The AWS SDK tries again by itself: welcome while nothing has run, such as after throttling. Once the code may have run,
 * it must not run twice. Tells whether it has come to sending at all.
 */
function sendOnce(command: InvokeCommand, call: Call, isSafe: (error: AwsError) => boolean): { isAttempted: boolean } {
  let last: NotTriedAgain | undefined;
  const state = { isAttempted: false };
  command.middlewareStack.add(
    next => async args => {
      // A client of the caller's may have a strategy that tries again whatever the error is.
      if (last) throw last;
      call.signal.throwIfAborted();
      state.isAttempted = true;
      call.markSent();
      try {
        return await next(args);
      } catch (error) {
        if (isSafe(error as AwsError)) {
          call.markSent(false);
          throw error;
        }
        last = new NotTriedAgain(error);
        throw last;
      }
    },
    { step: "finalizeRequest", priority: "low", name: "sendOnce" },
  );
  return state;
}

/** @internal */
export class LambdaTransport implements Transport {
  readonly name: string;
  readonly #functionName: string;
  readonly #client: LambdaClient | undefined;
  readonly #region: string | undefined;

  constructor(functionName: string, { client, region }: { client?: LambdaClient | undefined; region?: string | undefined }) {
    this.#functionName = functionName;
    this.#client = client;
    this.#region = region;
    this.name = `the Lambda function ${functionName}`;
  }

  async invoke(call: Call): Promise<Answer> {
    const payload = Buffer.from(call.body);
    const toError = (error: AwsError): UntrustedCodeError => errorOfAws(error, this.name, payload.length);
    const { InvokeCommand } = await import("@aws-sdk/client-lambda");
    call.begin();
    let state = { isAttempted: false };
    try {
      const client = this.#client ?? (await clientOf(this.#region));
      const command = new InvokeCommand({
        FunctionName: this.#functionName,
        Payload: payload,
        ...(call.tenantId === undefined ? {} : { TenantId: call.tenantId }),
      });
      state = sendOnce(command, call, error => !toError(error).mayHaveRun);
      const output = await client.send(command, { abortSignal: call.signal });
      const requestId = output.$metadata.requestId;
      const text = Buffer.from(output.Payload ?? []).toString();
      return {
        value: parsePayload(text, this.name, requestId),
        isFunctionError: output.FunctionError !== undefined,
        requestId,
        streamed: false,
      };
    } catch (error) {
      const failure = toError((error instanceof NotTriedAgain ? error.wrapped : error) as AwsError);
      if (state.isAttempted || !(failure instanceof ConnectionError)) throw failure;
      throw notCalled(error as AwsError, this.name);
    }
  }

  async close(): Promise<void> {
    // Its client is shared by region, or the caller's.
  }
}
