// @expect {"success":true,"result":[[304,"",null],[200,"\"2\"",{"id":"1","text":"first, changed"}],[412,"changed meanwhile"],[404,"application/problem+json","no document 9"]]}
// Reads a document, changes it, and is told when somebody else was faster.
const url = `${input.origin}/documents/1`;
const first = await fetch(url);
const etag = first.headers.get("etag");
const { text } = await first.json();

const again = await fetch(url, { headers: { "if-none-match": etag } });
const put = body => fetch(url, { method: "PUT", headers: { "content-type": "application/json", "if-match": etag }, body: JSON.stringify(body) });
const changed = await put({ text: `${text}, changed` });
const late = await put({ text: "too late" });
const missing = await fetch(`${input.origin}/documents/9`);

return [
  [again.status, await again.text(), again.body],
  [changed.status, changed.headers.get("etag"), await changed.json()],
  [late.status, (await late.json()).error],
  [missing.status, missing.headers.get("content-type"), (await missing.json()).detail],
];
