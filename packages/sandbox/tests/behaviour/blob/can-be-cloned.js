// @expect {"success":true,"result":[true,3,"a/b","abc"]}
const blob = structuredClone(new Blob(["abc"], { type: "a/b" }));
return [blob instanceof Blob, blob.size, blob.type, await blob.text()];
