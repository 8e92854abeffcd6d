// SPDX-License-Identifier: MIT
// The API that the scripts in this folder call: a handler for node's HTTP servers. Each run needs an API of its own,
// since it remembers what it was asked.

const TOKEN = "secret-token";
const PAGES = 5;
const PAGE_SIZE = 20;

const sleep = ms => new Promise(resolve => setTimeout(resolve, ms));

async function readBody(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function answer(response, status, value, headers = {}) {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(value));
}

const item = id => ({ id, name: `item ${id}`, price: (id * 37) % 100, tags: id % 2 ? ["odd"] : ["even"] });

export function makeApi() {
  const tries = new Map();
  const documents = new Map([["1", { version: 1, text: "first" }]]);

  const routes = {
    /** GET /items?page=1, with the token: one of five pages of twenty items. */
    items(request, response, url) {
      if (request.headers.authorization !== `Bearer ${TOKEN}`) {
        return answer(response, 401, { error: "a bearer token is needed" }, { "www-authenticate": "Bearer" });
      }
      const page = Number(url.searchParams.get("page") ?? 1);
      if (!(page >= 1 && page <= PAGES)) return answer(response, 404, { error: `no page ${page}` });
      const items = Array.from({ length: PAGE_SIZE }, (_, i) => item((page - 1) * PAGE_SIZE + i + 1));
      return answer(response, 200, { page, pages: PAGES, items });
    },

    /** POST /token with a form: the token. */
    async token(request, response) {
      const form = new URLSearchParams((await readBody(request)).toString());
      const isRight = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") &&
        form.get("grant_type") === "client_credentials" && form.get("client_secret") === "s3cret & more";
      if (!isRight) return answer(response, 400, { error: "invalid_client" });
      return answer(response, 200, { access_token: TOKEN, token_type: "Bearer", expires_in: 3600 });
    },

    /** GET /list?from=0: ten at a time, the next in a Link header. */
    list(request, response, url) {
      const from = Number(url.searchParams.get("from") ?? 0);
      const headers = from < 30 ? { link: `</list?from=${from + 10}>; rel="next", </list?from=0>; rel="first"` } : {};
      return answer(response, 200, Array.from({ length: 10 }, (_, i) => from + i), headers);
    },

    /** GET /flaky/KEY/2: 503 twice, then 200. */
    flaky(request, response, url, [key, failures]) {
      const count = (tries.get(key) ?? 0) + 1;
      tries.set(key, count);
      if (count <= Number(failures)) return answer(response, 503, { error: "try again" }, { "retry-after": "0" });
      return answer(response, 200, { tries: count });
    },

    /** GET /stuck/KEY/1: no answer once, then 200. */
    async stuck(request, response, url, [key, failures]) {
      const count = (tries.get(key) ?? 0) + 1;
      tries.set(key, count);
      if (count > Number(failures)) answer(response, 200, { tries: count });
    },

    async slow(request, response, url, [ms]) {
      await sleep(Number(ms));
      answer(response, 200, { after: Number(ms) });
    },

    /** POST /upload: what a multipart form holds. */
    async upload(request, response) {
      const body = await readBody(request);
      const form = await new Response(body, { headers: { "content-type": request.headers["content-type"] } }).formData();
      const fields = [];
      for (const [name, value] of form) {
        fields.push(typeof value === "string" ? [name, value] : [name, value.name, value.type, await value.text()]);
      }
      const length = Number(request.headers["content-length"]);
      return answer(response, 201, { fields, isLengthRight: length === body.length });
    },

    /** GET /events.ndjson/100: lines of JSON, in pieces that break anywhere. */
    async "events.ndjson"(request, response, url, [count]) {
      response.writeHead(200, { "content-type": "application/x-ndjson" });
      const lines = Array.from({ length: Number(count) }, (_, i) => `${JSON.stringify({ i, text: `line ${i} €` })}\n`).join("");
      const bytes = Buffer.from(lines);
      for (let at = 0; at < bytes.length; at += 777) {
        response.write(bytes.subarray(at, at + 777));
        if (at % 7 === 0) await sleep(1);
      }
      response.end();
    },

    /** POST /ndjson: the number of the lines, and the sum of their values. */
    async ndjson(request, response) {
      const lines = (await readBody(request)).toString().trim().split("\n").map(line => JSON.parse(line));
      const isStream = request.headers["content-length"] === undefined;
      return answer(response, 200, { lines: lines.length, sum: lines.reduce((sum, { value }) => sum + value, 0), isStream });
    },

    /** GET /sse: three events and an end. */
    async sse(request, response) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const text of ["event: tick\ndata: 1\n\n", ": comment\n\ndata: two\nda", "ta: lines\n\n", "event: end\ndata: {}\n\n"]) {
        response.write(text);
        await sleep(5);
      }
      response.end();
    },

    /** GET, PUT /documents/1: with an ETag, which If-Match must have. */
    async documents(request, response, url, [id]) {
      const document = documents.get(id);
      if (!document) return answer(response, 404, { title: "Not Found", detail: `no document ${id}` }, { "content-type": "application/problem+json" });
      const tag = () => `"${document.version}"`;
      if (request.headers["if-none-match"] === tag()) return void response.writeHead(304, { etag: tag() }).end();
      if (request.method === "PUT") {
        if (request.headers["if-match"] !== tag()) return answer(response, 412, { error: "changed meanwhile" }, { etag: tag() });
        document.text = JSON.parse(await readBody(request)).text;
        document.version++;
      }
      return answer(response, 200, { id, text: document.text }, { etag: tag() });
    },

    /** POST /graphql: echoes the variables. */
    async graphql(request, response) {
      const { query, variables } = JSON.parse(await readBody(request));
      if (!query.includes("user")) return answer(response, 200, { errors: [{ message: "no such field" }] });
      return answer(response, 200, { data: { user: { id: variables.id, name: `user ${variables.id}` } } });
    },

    bytes(request, response, url, [count]) {
      response.writeHead(200, { "content-type": "application/octet-stream", "content-length": count });
      response.end(Buffer.alloc(Number(count), 7));
    },

    moved: (request, response, url, rest) => void response.writeHead(307, { location: `/${rest.join("/")}` }).end(),
  };

  return async (request, response) => {
    const url = new URL(request.url, "http://api.test");
    const [name, ...rest] = url.pathname.slice(1).split("/");
    response.on("error", () => {});
    try {
      if (routes[name]) await routes[name](request, response, url, rest);
      else answer(response, 404, { error: `no route ${name}` });
    } catch (error) {
      if (response.headersSent) response.destroy();
      else answer(response, 500, { error: `${error}` });
    }
  };
}
