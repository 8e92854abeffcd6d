// @expect {"success":true,"result":["mine",1,"URL"]}
const URL = "URL", console = 1, fetch = "mine";
[fetch, console, URL]
