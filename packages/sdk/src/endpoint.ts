// SPDX-License-Identifier: MIT
// An `untrusted serve` somewhere.
import http from "node:http";
import https from "node:https";
import type { Answer } from "./answer.js";
import type { Call, Transport } from "./call.js";
import { ConfigurationError, InvalidOptionsError } from "./errors.js";
import { AGENT_OPTIONS, invoke, type Place } from "./http.js";

const FORMS = "http://HOST:PORT, https://HOST or unix:/PATH";

/** Where `endpoint` is. @throws ConfigurationError, InvalidOptionsError */
function placeOf(endpoint: string, token: string | undefined): Omit<Place, "agent"> {
  // The message does not show it.
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token))
    throw new InvalidOptionsError("token holds a character that no bearer token has, such as a line break at its end", {
      field: "token",
    });
  const place = { name: `the executor at ${endpoint}`, hint: "", isSecure: false, basePath: "", token };
  if (endpoint.startsWith("unix:")) {
    const socketPath = endpoint.slice("unix:".length);
    if (!socketPath.startsWith("/"))
      throw new ConfigurationError(`endpoint "${endpoint}" must have an absolute path, such as unix:/run/untrusted.sock`);
    return { ...place, connect: { socketPath } };
  }
  if (!URL.canParse(endpoint)) throw new ConfigurationError(`endpoint "${endpoint}" is no URL: give ${FORMS}`);
  const url = new URL(endpoint);
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw new ConfigurationError(`endpoint "${endpoint}" must be ${FORMS}`);
  if (url.username !== "" || url.password !== "")
    throw new ConfigurationError("endpoint must not hold a user name or a password: give the bearer token as token");
  if (url.search !== "" || url.hash !== "")
    throw new ConfigurationError(`endpoint "${endpoint}" must not have a query or a fragment`);
  return {
    ...place,
    isSecure: url.protocol === "https:",
    basePath: url.pathname.replace(/\/+$/, ""),
    // An IPv6 address is written in brackets in a URL, and without when connecting.
    connect: { host: url.hostname.replace(/^\[|\]$/g, ""), port: url.port === "" ? undefined : Number(url.port) },
  };
}

/** @internal */
export class EndpointTransport implements Transport {
  readonly name: string;
  readonly #place: Place;

  /** @throws ConfigurationError, InvalidOptionsError */
  constructor(endpoint: string, token: string | undefined) {
    const place = placeOf(endpoint, token);
    const agent = place.isSecure ? new https.Agent(AGENT_OPTIONS) : new http.Agent(AGENT_OPTIONS);
    this.#place = { ...place, agent };
    this.name = place.name;
  }

  invoke(call: Call): Promise<Answer> {
    call.begin();
    return invoke(this.#place, call);
  }

  async close(): Promise<void> {
    this.#place.agent.destroy();
  }
}
