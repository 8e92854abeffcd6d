const now = Date.now();
if (now < Date.UTC(2024, 0) || now > Date.UTC(2100, 0)) throw new Error(String(now));
if (Math.abs(performance.timeOrigin + performance.now() - Date.now()) > 1000) throw new Error("timeOrigin");
return "ok";
