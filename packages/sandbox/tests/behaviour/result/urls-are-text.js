// @expect {"success":true,"result":["https://e.org/?a=1",{}]}
[new URL("https://e.org?a=1"), new URLSearchParams("a=1")]
