undeclared = 5;
with ({ inside: 1 }) { if (inside !== 1) throw new Error("with"); }
if ((function () { return this; })() !== globalThis) throw new Error("this of functions");
if (delete Object.prototype !== false || 010 !== 8) throw new Error("sloppy");
if (this !== globalThis && this !== undefined) throw new Error("this");
return undeclared === 5 ? "ok" : "bad";
