for (const delay of [undefined, null, NaN, -1, "2", 1.9, Infinity, 2 ** 40, {}, []]) await new Promise(resolve => setTimeout(resolve, delay));
return "ok";
