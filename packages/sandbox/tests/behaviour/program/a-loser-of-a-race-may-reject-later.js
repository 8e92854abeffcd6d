// @expect {"success":true,"result":"won"}
const late = new Promise((_, no) => setTimeout(no, 5, new Error("late")));
const first = await Promise.race([late, new Promise(r => setTimeout(r, 1, "won"))]);
await new Promise(r => setTimeout(r, 20));
first
