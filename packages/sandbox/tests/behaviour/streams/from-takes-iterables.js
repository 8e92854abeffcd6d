// @expect {"success":true,"result":[[1,2],["a","b"],[1,2],[3],[4]]}
const all = async stream => { const seen = []; for await (const x of stream) seen.push(x); return seen; };
const generator = async function* () { yield 1; yield 2; };
return [await all(ReadableStream.from([1, 2])), await all(ReadableStream.from("ab")), await all(ReadableStream.from(generator())), await all(ReadableStream.from(new Set([3]))), await all(ReadableStream.from([Promise.resolve(4)]))];
