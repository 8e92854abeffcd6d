// @expect {"success":true,"result":"--BOUNDARY--\r\n"}
const response = new Response(new FormData());
const boundary = response.headers.get("content-type").split("boundary=")[1];
return (await response.text()).replaceAll(boundary, "BOUNDARY");
