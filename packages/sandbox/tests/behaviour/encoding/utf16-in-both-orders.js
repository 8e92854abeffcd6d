const check = (got, want) => { if (got !== want) throw new Error(`${JSON.stringify(got)} instead of ${JSON.stringify(want)}`); };
check(new TextDecoder("utf-16be").decode(new Uint8Array([0, 65, 0xd8, 0x3d, 0xde, 0x00])), "A😀");
check(new TextDecoder("utf-16").decode(new Uint8Array([65, 0, 0x3d, 0xd8])), "A\ufffd");
check(new TextDecoder("utf-16le").decode(new Uint8Array([0x00, 0xdc, 65, 0])), "\ufffdA");
check(new TextDecoder("utf-16le").decode(new Uint8Array([65, 0, 66])), "A\ufffd");
return "ok";
