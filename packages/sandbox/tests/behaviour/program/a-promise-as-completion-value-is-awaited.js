// @expect {"success":true,"result":"later"}
new Promise(resolve => setTimeout(() => resolve(Promise.resolve("later")), 2))
