// @expect {"success":true,"result":["a=1","text/plain","hi","1, 2",3]}
const fail = () => { throw new Error("replaced"); };
for (const [prototype, names] of [[Array.prototype, ["push", "slice", "sort", "indexOf", "map", "join"]], [String.prototype, ["slice", "indexOf", "toLowerCase", "charCodeAt", "split", "trim", "replace", "concat"]], [RegExp.prototype, ["exec", "test"]], [Uint8Array.prototype, ["x"]], [Object.getPrototypeOf(Uint8Array.prototype), ["set", "subarray", "slice"]], [Promise.prototype, ["catch", "finally"]]])
  for (const name of names) prototype[name] = fail;
const form = await new Response("a=1", { headers: { "content-type": "application/x-www-form-urlencoded" } }).text();
const data = await fetch("data:text/plain,hi");
const headers = new Headers({ a: "1" });
headers.append("A", "2");
return [form, data.headers.get("content-type"), await data.text(), headers.get("a"), (await new Response("abc").arrayBuffer()).byteLength];
