// @expect {"success":true,"result":[402,true,"abc","Mine"]}
class Mine extends Response { get double() { return this.status * 2; } }
const mine = new Mine("abc", { status: 201 });
return [mine.double, mine instanceof Response, await mine.text(), mine.constructor.name];
