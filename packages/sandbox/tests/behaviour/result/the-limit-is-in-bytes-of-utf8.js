// @request {"memoryLimitBytes":52428800,"timeoutMs":15000}
// @expect {"success":false,"errorDetails":{"kind":"result"}}
"é".repeat(3 * 1024 * 1024)
