// @expect {"success":true,"result":[{"a":"é"},null,[1,2]]}
return [await new Response("\uFEFF{\"a\":\"é\"}").json(), await new Response("null").json(), await new Response(" [1, 2] ").json()];
