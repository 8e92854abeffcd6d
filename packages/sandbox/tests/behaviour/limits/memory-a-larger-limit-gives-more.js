// @request {"memoryLimitBytes":41943040,"timeoutMs":15000}
// @expect {"success":true,"result":33554432}
new Uint8Array(32 * 1024 * 1024).fill(1).length
