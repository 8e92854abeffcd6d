// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","ok\ttab",""]}
return ["a\nb", "a\rb", "\0", "\u0100", "ok\ttab", ""].map(statusText => { try { return new Response(null, { statusText }).statusText; } catch (error) { return error.name; } });
