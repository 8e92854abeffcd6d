// @request {"timeoutMs":15000}
// @expect {"success":false,"error":"RangeError: mine","errorDetails":{"kind":"runtime"}}
try { new Uint8Array(1e9); } catch { throw new RangeError("mine"); }
