// @expect {"success":true,"result":"done"}
fetch("https://a.example/").catch(() => {});
const unread = await fetch("data:,x");
return "done";
