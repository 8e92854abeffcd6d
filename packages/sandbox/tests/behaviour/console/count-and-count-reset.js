// @expect {"success":true,"consoleOutput":["[log] default: 1","[log] default: 2","[log] x: 1","[log] default: 1","[log] default: 2","[log] default: 3","[log] 5: 1"]}
console.count(); console.count(); console.count("x"); console.countReset(); console.count();
console.count("default"); console.count(undefined); console.count(5);
