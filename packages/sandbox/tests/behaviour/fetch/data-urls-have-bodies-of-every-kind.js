// @expect {"success":true,"result":[[1,2],5,"[1,2]","application/json",""]}
const url = "data:application/json,[1,2]";
const r = await fetch(url);
let text = "";
for await (const chunk of (await fetch(url)).body.pipeThrough(new TextDecoderStream())) text += chunk;
return [await r.clone().json(), (await r.arrayBuffer()).byteLength, text, (await (await fetch(url)).blob()).type, await (await fetch(url, { method: "HEAD" })).text()];
