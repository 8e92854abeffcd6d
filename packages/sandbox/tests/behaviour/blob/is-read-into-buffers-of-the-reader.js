// @expect {"success":true,"result":[4,false,97]}
const reader = new Blob(["abcdef"]).stream().getReader({ mode: "byob" });
const { value, done } = await reader.read(new Uint8Array(4));
return [value.length, done, value[0]];
