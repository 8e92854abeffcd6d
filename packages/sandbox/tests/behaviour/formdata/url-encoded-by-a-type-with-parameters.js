// @expect {"success":true,"result":[["a","1"],["b","ü x"],["","y"],["z",""]]}
const form = await new Response("a=1&b=%C3%BC+x&=y&z", { headers: { "content-type": "Application/X-WWW-Form-Urlencoded; charset=utf-8" } }).formData();
return [...form];
