// @expect {"success":true,"consoleOutput":["[log] Promise { 1 } Promise { { a: 1 } } Promise { <pending> } Promise { undefined }","[log] Promise { <rejected> 'no' }","[log] P [Promise] { 2 }","[log] { p: Promise { [ 1, 2 ] } }"]}
console.log(Promise.resolve(1), Promise.resolve({ a: 1 }), new Promise(() => {}), Promise.resolve());
const r = Promise.reject("no"); r.catch(() => {}); console.log(r);
class P extends Promise {} console.log(P.resolve(2));
console.log({ p: Promise.resolve([1, 2]) });
