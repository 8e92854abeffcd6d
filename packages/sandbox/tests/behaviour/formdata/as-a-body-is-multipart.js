// @expect {"success":true,"result":"--BOUNDARY\r\nContent-Disposition: form-data; name=\"a %22b%22%0D%0A\"\r\n\r\n1\r\n2\r\n3\r\n--BOUNDARY\r\nContent-Disposition: form-data; name=\"f\"; filename=\"n%22%0D%0A.txt\"\r\nContent-Type: text/x\r\n\r\nabc\r\n--BOUNDARY\r\nContent-Disposition: form-data; name=\"g\"; filename=\"blob\"\r\nContent-Type: application/octet-stream\r\n\r\nd\r\n--BOUNDARY--\r\n"}
const form = new FormData();
form.append("a \"b\"\n", "1\r2\n3");
form.append("f", new File(["abc"], "n\"\r\n.txt", { type: "text/x" }));
form.append("g", new Blob(["d"]));
const response = new Response(form);
const type = response.headers.get("content-type");
const boundary = /^multipart\/form-data; boundary=(-{4}formdata-[\w-]+)$/.exec(type)[1];
return (await response.text()).replaceAll(boundary, "BOUNDARY");
