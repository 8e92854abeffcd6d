// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError"]}
return [() => new File(), () => new File([]), () => new File("abc", "n"), () => File([], "n")].map(f => { try { f(); return "none"; } catch (error) { return error.name; } });
