// @expect {"success":true,"result":["Headers.append: \"a b\" is an invalid header name.","Headers.append: \"x\ny\" is an invalid header value.","Cannot convert argument to a ByteString because the character at index 1 has a value of 256 which is greater than 255.","Headers constructor: expected name/value pair to be length 2, found 1.","Headers constructor: Argument 1 could not be converted to one of: sequence<sequence<ByteString>>, record<ByteString, ByteString>.","Headers.get: 1 argument required, but 0 found.","Headers.set: 2 arguments required, but only 1 found."]}
const messages = [];
for (const f of [() => new Headers({ "a b": "1" }), () => new Headers({ a: "x\ny" }), () => new Headers({ a: "x\u0100" }), () => new Headers([["a"]]), () => new Headers("a"), () => new Headers().get(), () => new Headers().set("a")]) {
  try { f(); } catch (error) { messages.push(error.message); }
}
return messages;
