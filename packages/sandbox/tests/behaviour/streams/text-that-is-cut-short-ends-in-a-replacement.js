// @expect {"success":true,"result":["a�","TypeError","﻿a"]}
const decode = async (bytes, options) => { let text = ""; for await (const part of ReadableStream.from([new Uint8Array(bytes)]).pipeThrough(new TextDecoderStream("utf-8", options))) text += part; return text; };
return [await decode([97, 0xe2, 0x82]), await decode([97, 0xff], { fatal: true }).catch(error => error.name), await decode([0xef, 0xbb, 0xbf, 97], { ignoreBOM: true })];
