// @expect {"success":true,"consoleOutput":["[log] [Map Iterator] { 'b', 'c' } [Map Iterator] { 1, 2, 3 } [Map Entries] { [ 'a', 1 ], [ 'b', 2 ], [ 'c', 3 ] }","[log] [Map Entries] { [ 'a', 1 ], [ 'b', 2 ], [ 'c', 3 ] }","[log] b","[log] [Set Iterator] { 1, 2 } [Set Entries] { [ 1, 1 ], [ 2, 2 ] }","[log] [Set Iterator] {  }","[log] Object [Array Iterator] {} Object [String Iterator] {} Object [RegExp String Iterator] {}"]}
const m = new Map([["a", 1], ["b", 2], ["c", 3]]);
const it = m.keys(); it.next();
console.log(it, m.values(), m.entries());
console.log(m[Symbol.iterator]());
console.log(it.next().value);
const s = new Set([1, 2]);
console.log(s.values(), s.entries());
const done = s.values(); [...done]; console.log(done);
console.log([1, 2][Symbol.iterator](), "ab"[Symbol.iterator](), "ab".matchAll(/a/g));
