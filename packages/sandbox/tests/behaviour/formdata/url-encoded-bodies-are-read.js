// @expect {"success":true,"result":[["a","1 2"],["b","&=ü"],["a","3"]]}
const form = await new Response(new URLSearchParams([["a", "1 2"], ["b", "&=ü"], ["a", "3"]])).formData();
return [...form];
