// @expect {"success":true,"result":["TypeError",true,"TypeError","TypeError"]}
const stream = () => new ReadableStream({ start(c) { c.close(); } });
const outcomes = [];
for (const init of [{}, { duplex: "half" }, { duplex: "half", keepalive: true }, { duplex: undefined }]) {
  try { outcomes.push(new Request("http://a", { method: "POST", body: stream(), ...init }).body instanceof ReadableStream); } catch (error) { outcomes.push(error.name); }
}
return outcomes;
