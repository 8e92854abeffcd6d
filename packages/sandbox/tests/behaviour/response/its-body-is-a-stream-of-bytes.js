// @expect {"success":true,"result":[[true,true,false,false],[[97,98,99],false,true,true,{"done":true}]]}
const r = new Response("abc");
const { body } = r;
const before = [body instanceof ReadableStream, body === r.body, body.locked, r.bodyUsed];
const reader = body.getReader();
const { value, done } = await reader.read();
const after = [[...value], done, body.locked, r.bodyUsed, await reader.read()];
return [before, after];
