// @expect {"success":true,"result":["utf-16le",true,false,"utf-8",true,true,"RangeError"]}
const decoder = new TextDecoderStream("utf-16le", { fatal: true });
const encoder = new TextEncoderStream();
let refused;
try { new TextDecoderStream("x-none"); } catch (error) { refused = error.name; }
return [decoder.encoding, decoder.fatal, decoder.ignoreBOM, encoder.encoding, decoder.readable instanceof ReadableStream, encoder.writable instanceof WritableStream, refused];
