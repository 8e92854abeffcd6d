// @expect {"success":true,"result":["[object Headers]","Headers",0,["append","delete","entries","forEach","get","getSetCookie","has","keys","set","values"],[],"{}","function"]}
return [
  Object.prototype.toString.call(new Headers()), Headers.name, Headers.length, Object.keys(Headers.prototype).sort(),
  Object.keys(new Headers({ a: "1" })), JSON.stringify(new Headers({ a: "1" })), typeof Headers,
];
