// @expect {"success":true,"result":[["text","[object String]",true,"TypeError: Body is unusable: Body has already been read"],["json","[object Array]",true,"TypeError: Body is unusable: Body has already been read"],["arrayBuffer","[object ArrayBuffer]",true,"TypeError: Body is unusable: Body has already been read"],["bytes","[object Uint8Array]",true,"TypeError: Body is unusable: Body has already been read"],["blob","[object Blob]",true,"TypeError: Body is unusable: Body has already been read"]]}
const outcomes = [];
for (const method of ["text", "json", "arrayBuffer", "bytes", "blob"]) {
  const r = new Response("[1]");
  const value = await r[method]();
  outcomes.push([method, Object.prototype.toString.call(value), r.bodyUsed, await r[method]().catch(error => `${error.name}: ${error.message}`)]);
}
return outcomes;
