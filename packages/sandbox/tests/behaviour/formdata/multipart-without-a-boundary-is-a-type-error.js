// @expect {"success":true,"result":"TypeError"}
return await new Response("--x--", { headers: { "content-type": "multipart/form-data" } }).formData().catch(error => error.name);
