// @request {"timeoutMs":15000}
let caught;
try { new RegExp("(?=".repeat(50000) + ")".repeat(50000)).test("x"); } catch (e) { caught = e; }
return caught instanceof Error ? "ok" : "no error";
