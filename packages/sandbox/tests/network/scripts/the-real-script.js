// @expect {"success":true,"result":{"items":100,"cheap":10,"checks":[1,2,1,2],"uploaded":["summary","file"],"isLengthRight":true,"lines":200,"log":["/flaky/item-19/1: HTTP 503","/flaky/item-46/1: HTTP 503"]}}
// A day's work: log in, page through everything, look at each item with retries, report it all as a form.
const log = [];

async function call(path, { tries = 3, timeoutMs = 1000, ...init } = {}) {
  for (let n = 1; ; n++) {
    let problem;
    try {
      const response = await fetch(new URL(path, input.origin), { ...init, signal: AbortSignal.timeout(timeoutMs) });
      if (response.ok) return response;
      problem = `HTTP ${response.status}`;
      if (response.status < 500) throw Object.assign(new Error(problem), { isFinal: true });
    } catch (error) {
      if (error.isFinal || n === tries) throw error;
      problem ??= error.name;
    }
    log.push(`${path}: ${problem}`);
    await new Promise(resolve => setTimeout(resolve, 2 ** n));
  }
}

const login = await call("/token", {
  method: "POST",
  body: new URLSearchParams({ grant_type: "client_credentials", client_id: "me", client_secret: "s3cret & more" }),
});
const { access_token } = await login.json();
const headers = { authorization: `Bearer ${access_token}` };

const first = await (await call("/items?page=1", { headers })).json();
const rest = await Promise.all(Array.from({ length: first.pages - 1 }, async (_, i) => (await call(`/items?page=${i + 2}`, { headers })).json()));
const items = [first, ...rest].flatMap(({ items }) => items);

const cheap = items.filter(({ price }) => price < 10);
const checks = await Promise.all(cheap.slice(0, 4).map(async ({ id }, i) => (await (await call(`/flaky/item-${id}/${i % 2}`)).json()).tries));

const csv = ["id,name,price", ...cheap.map(({ id, name, price }) => [id, name, price].join(","))].join("\n");
const form = new FormData();
form.set("summary", JSON.stringify({ count: items.length, cheap: cheap.length }));
form.set("file", new Blob([csv], { type: "text/csv" }), "cheap.csv");
const upload = await call("/upload", { method: "POST", body: form });
const { fields, isLengthRight } = await upload.json();

let lines = 0;
const stream = (await call("/events.ndjson/200")).body.pipeThrough(new TextDecoderStream());
for await (const text of stream) lines += text.split("\n").length - 1;

console.log(`${items.length} items, ${cheap.length} cheap, ${lines} events`);
return { items: items.length, cheap: cheap.length, checks, uploaded: fields.map(([name]) => name), isLengthRight, lines, log: log.sort() };
