// @expect {"success":true,"result":["function","fetch",1,true,true]}
return [typeof fetch, fetch.name, fetch.length, fetch("data:,x") instanceof Promise, "fetch" in globalThis];
