// @request {"memoryLimitBytes":52428800,"timeoutMs":15000}
// @expect {"success":false,"error":"RangeError: the result is too large: its JSON has 6291457 bytes; the limit is 6291456 bytes (6 MiB)","errorDetails":{"kind":"result"}}
"x".repeat(6 * 1024 * 1024 - 1)
