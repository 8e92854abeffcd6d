console.time(); console.time("t"); console.timeLog("t", "extra", { a: 1 }); console.timeEnd("t"); console.timeEnd();
return "ok";
