// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError"]}
return [undefined, null, 1, {}].map(f => { try { new Headers().forEach(f); } catch (error) { return error.name; } });
