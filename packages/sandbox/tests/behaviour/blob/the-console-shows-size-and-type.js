// @expect {"success":true,"consoleOutput":["[log] Blob { size: 3, type: 'text/plain' } { b: Blob { size: 0, type: '' } }","[log] File { size: 1, type: 'a/b', name: 'n.txt', lastModified: 1 }"]}
console.log(new Blob(["abc"], { type: "text/plain" }), { b: new Blob([]) });
console.log(new File(["x"], "n.txt", { type: "a/b", lastModified: 1 }));
