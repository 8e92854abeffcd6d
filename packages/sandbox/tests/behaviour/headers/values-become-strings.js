// @expect {"success":true,"result":[["list","1,2"],["missing","undefined"],["nothing","null"],["number","1"],["object","text"],["yes","true"]]}
const h = new Headers({ number: 1, nothing: null, missing: undefined, list: [1, 2], object: { toString: () => "text" }, yes: true });
return [...h];
