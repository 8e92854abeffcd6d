// @expect {"success":true,"result":[6,true,"Mine","Blob","abc"]}
class Mine extends Blob { get double() { return this.size * 2; } }
const mine = new Mine(["abc"], { type: "a/b" });
return [mine.double, mine instanceof Blob, mine.constructor.name, mine.slice(1).constructor.name, await mine.text()];
