// @expect {"success":true,"consoleOutput":["[log] WritableStream { locked: false, state: 'writable' }","[log] CountQueuingStrategy { highWaterMark: 1 } ByteLengthQueuingStrategy { highWaterMark: 2 }","[log] [ WritableStream { locked: true, state: 'writable' } ]"]}
console.log(new WritableStream());
console.log(new CountQueuingStrategy({ highWaterMark: 1 }), new ByteLengthQueuingStrategy({ highWaterMark: 2 }));
const stream = new WritableStream();
stream.getWriter();
console.log([stream]);
