// @expect {"success":true,"result":"ab"}
const parts = async function* () { yield "a"; yield new Uint8Array([98]); };
return await new Request("http://a", { method: "POST", body: parts(), duplex: "half" }).text();
