// @expect {"success":true,"result":"abc"}
let text = "";
for await (const chunk of new Response("abc").body) text += new TextDecoder().decode(chunk);
return text;
