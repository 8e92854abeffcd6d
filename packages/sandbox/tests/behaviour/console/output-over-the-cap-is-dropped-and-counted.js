for (let i = 0; i < 15000; i++) console.log("line " + i);
return "ok";
