// @expect {"success":true,"result":[1,2,3]}
class List { static async *items() { yield 1; yield 2; yield 3; } }
const all = [];
for await (const x of List.items()) all.push(x);
all
