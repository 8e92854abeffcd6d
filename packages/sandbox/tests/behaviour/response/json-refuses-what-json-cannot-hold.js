// @expect {"success":true,"result":["TypeError","TypeError","TypeError","TypeError","TypeError","TypeError","TypeError"]}
const circle = {};
circle.self = circle;
return [() => Response.json(undefined), () => Response.json(() => 1), () => Response.json(Symbol("s")), () => Response.json(circle), () => Response.json(1n), () => Response.json(), () => Response.json(1, { status: 204 })].map(f => { try { f(); return "none"; } catch (error) { return error.name; } });
