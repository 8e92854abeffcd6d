// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
const type = { "content-type": "multipart/form-data; boundary=abcdefghijklmnopqrstuvwxyz0123" };
const b = "--abcdefghijklmnopqrstuvwxyz0123";
const bodies = ["", "x", b, `${b}\r\n`, `${b}\r\n\r\n\r\n${b}--`, `${b}\r\nContent-Disposition: form-data; name="a"\r\n\r\nx`, `${b}\r\nContent-Disposition: attachment; name="a"\r\n\r\nx\r\n${b}--\r\n`, `${b}\r\nContent Disposition\r\n\r\nx\r\n${b}--\r\n`];
const outcomes = [];
for (const body of bodies) outcomes.push(await new Response(body, { headers: type }).formData().then(form => [...form], error => error.name));
return outcomes;
