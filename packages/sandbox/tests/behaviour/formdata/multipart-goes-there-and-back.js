// @expect {"success":true,"result":["välue","line\r\nbreak","bïn.dat","application/octet-stream",[0,13,10,255,45,45],"",["name","näme","file","empty"]]}
const form = new FormData();
form.append("name", "välue");
form.append("näme", "line\r\nbreak");
form.append("file", new File([new Uint8Array([0, 13, 10, 255, 45, 45])], "bïn.dat", { type: "application/octet-stream" }));
form.append("empty", "");
const back = await new Response(form).formData();
const file = back.get("file");
return [back.get("name"), back.get("näme"), file.name, file.type, [...new Uint8Array(await file.arrayBuffer())], back.get("empty"), [...back.keys()]];
