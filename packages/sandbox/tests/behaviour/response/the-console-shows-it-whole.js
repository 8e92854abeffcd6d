// @expect {"success":true,"consoleOutput":["[log] Response {\n  status: 404,\n  statusText: 'Not Found',\n  headers: Headers { 'x-a': '1' },\n  body: null,\n  bodyUsed: false,\n  ok: false,\n  redirected: false,\n  type: 'default',\n  url: ''\n}","[log] Response {\n  status: 0,\n  statusText: '',\n  headers: Headers {},\n  body: null,\n  bodyUsed: false,\n  ok: false,\n  redirected: false,\n  type: 'error',\n  url: ''\n}"]}
console.log(new Response(null, { status: 404, statusText: "Not Found", headers: { "x-a": "1" } }));
console.log(Response.error());
