// @expect {"success":true,"result":["POST http://a/",true]}
class Mine extends Request { get short() { return `${this.method} ${this.url}`; } }
return [new Mine("http://a", { method: "POST", body: "x" }).short, new Mine("http://a") instanceof Request];
