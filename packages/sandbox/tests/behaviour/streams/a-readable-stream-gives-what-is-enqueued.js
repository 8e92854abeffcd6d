// @expect {"success":true,"result":[[{"value":1,"done":false},{"value":"two","done":false},{"value":{"three":3},"done":false},{"done":true},{"done":true}],true]}
const stream = new ReadableStream({ start(c) { c.enqueue(1); c.enqueue("two"); c.enqueue({ three: 3 }); c.close(); } });
const reader = stream.getReader();
const results = [];
for (let i = 0; i < 5; i++) results.push(await reader.read());
return [results, stream.locked];
