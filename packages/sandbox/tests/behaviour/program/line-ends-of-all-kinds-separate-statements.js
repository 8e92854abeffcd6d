const code = ["a = 1", "b = 2", "a + b"];
for (const end of ["\n", "\r", "\r\n", "\u2028", "\u2029"]) if ((0, eval)(`var ${code.join(end)}`) !== 3) throw new Error(escape(end));
return "ok";
