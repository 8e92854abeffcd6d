// @expect {"success":true,"result":["a","�a�","a�b"]}
return [await new Blob(["\uFEFFa"]).text(), await new Blob([new Uint8Array([0xff, 97, 0xe2, 0x82])]).text(), await new Blob(["a\ud800b"]).text()];
