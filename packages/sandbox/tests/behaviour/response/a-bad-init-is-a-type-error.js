// @expect {"success":true,"result":[200,200,200,"TypeError","TypeError","TypeError"]}
return [null, undefined, {}, 1, "x", true].map(init => { try { return new Response("", init).status; } catch (error) { return error.name; } });
