// @expect {"success":false,"errorDetails":{"kind":"runtime","message":"Maximum call stack size exceeded"}}
throw Object.assign(new Error("Maximum call stack size exceeded"), { name: "Mine" });
