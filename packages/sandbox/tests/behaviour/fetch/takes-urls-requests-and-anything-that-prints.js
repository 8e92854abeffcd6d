// @expect {"success":true,"result":["url","request","object"]}
return [await (await fetch(new URL("data:,url"))).text(), await (await fetch(new Request("data:,request"))).text(), await (await fetch({ toString: () => "data:,object" })).text()];
