// @expect {"success":true,"result":["undefined",true,true]}
[typeof input, "input" in globalThis, input === undefined]
