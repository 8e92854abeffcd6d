// @request {"memoryLimitBytes":52428800,"timeoutMs":15000}
// @expect {"success":true}
"x".repeat(6 * 1024 * 1024 - 2)
