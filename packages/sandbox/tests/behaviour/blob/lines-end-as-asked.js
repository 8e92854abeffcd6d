// @expect {"success":true,"result":["a\r\nb\nc\rd","a\r\nb\nc\rd","a\nb\nc"]}
const text = "a\r\nb\nc\rd";
return [await new Blob([text]).text(), await new Blob([text], { endings: "transparent" }).text(), (await new Blob(["a\r\nb\nc"], { endings: "native" }).text())];
