// @expect {"success":true,"consoleOutput":["[log] Headers { 'Content-Type': 'text/plain', b: '2' }","[log] Headers {}","[log] { h: Headers { a: '1, 2' } }"]}
console.log(new Headers({ "Content-Type": "text/plain", b: "2" }));
console.log(new Headers());
console.log({ h: new Headers([["a", "1"], ["a", "2"]]) });
