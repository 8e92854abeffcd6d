const p = Promise.reject(new Error("handled"));
await null;
await null;
const message = await p.catch(e => e.message);
const all = await Promise.allSettled([Promise.reject(1), Promise.reject(2)]);
return message === "handled" && all.length === 2 ? "ok" : "bad";
