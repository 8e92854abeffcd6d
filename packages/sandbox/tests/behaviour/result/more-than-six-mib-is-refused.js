// @request {"memoryLimitBytes":52428800,"timeoutMs":15000}
// @expect {"success":false,"error":"RangeError: the result has no JSON form: it would be larger than 6 MiB, the limit","errorDetails":{"kind":"result"}}
"x".repeat(6 * 1024 * 1024 - 1)
