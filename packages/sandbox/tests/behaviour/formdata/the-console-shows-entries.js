// @expect {"success":true,"consoleOutput":["[log] FormData { a: [ '1', '3' ], b: '2' }","[log] FormData {}"]}
const form = new FormData();
form.append("a", "1");
form.append("b", "2");
form.append("a", "3");
console.log(form);
console.log(new FormData());
