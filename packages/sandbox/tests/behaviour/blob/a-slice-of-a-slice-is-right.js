// @expect {"success":true,"result":[6,"789abc","bc"]}
const blob = new Blob(["0123456789", "abcdefghij"]);
const inner = blob.slice(5, 15).slice(2, 8);
return [inner.size, await inner.text(), await inner.slice(-2).text()];
