// @request {"memoryLimitBytes":100000}
// @expect {"success":true,"result":[1,4,9]}
[1, 2, 3].map(n => n * n)
