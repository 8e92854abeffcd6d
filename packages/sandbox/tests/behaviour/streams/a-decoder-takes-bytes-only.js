// @expect {"success":true,"result":"TypeError"}
return await ReadableStream.from(["text"]).pipeThrough(new TextDecoderStream()).getReader().read().catch(error => error.name);
