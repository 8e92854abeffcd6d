// @request {"input":{"n":null,"t":true,"f":false,"i":-12,"d":1.5e300,"z":0,"s":"é😀\u0000\u2028","a":[[],{},[null]],"o":{"":1,"constructor":2,"toString":3}}}
// @expect {"success":true,"result":{"n":null,"t":true,"f":false,"i":-12,"d":1.5e300,"z":0,"s":"é😀\u0000\u2028","a":[[],{},[null]],"o":{"":1,"constructor":2,"toString":3}}}
input
