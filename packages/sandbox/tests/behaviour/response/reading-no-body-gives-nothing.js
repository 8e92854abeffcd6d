// @expect {"success":true,"result":["",0,0,0,"SyntaxError",false]}
const r = () => new Response(null);
return [await r().text(), (await r().arrayBuffer()).byteLength, (await r().blob()).size, (await r().bytes()).length, await r().json().catch(error => error.name), r().bodyUsed];
