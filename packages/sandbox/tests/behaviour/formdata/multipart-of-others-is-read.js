// @expect {"success":true,"result":["one","p.html","text/html","<p>\r\n"]}
const body = ["--xyz0123456789012345678901234567890", "content-DISPOSITION: form-data; name=\"a\"", "", "one", "--xyz0123456789012345678901234567890",
  "Content-Type: text/html", "X-Other: y", "Content-Disposition: form-data; name=\"f\"; filename=\"p.html\"", "", "<p>", "", "--xyz0123456789012345678901234567890--", ""].join("\r\n");
const form = await new Response(body, { headers: { "content-type": "multipart/form-data; boundary=xyz0123456789012345678901234567890" } }).formData();
return [form.get("a"), form.get("f").name, form.get("f").type, await form.get("f").text()];
