// @request {"timeoutMs":15000}
let caught;
try { new RegExp("(".repeat(100000) + ")".repeat(100000)); } catch (e) { caught = e; }
return caught instanceof Error ? "ok" : "no error";
