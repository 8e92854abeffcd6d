// @expect {"success":true,"result":["AbortError","why","RangeError"]}
const outcomes = [];
for (const signal of [AbortSignal.abort(), AbortSignal.abort("why"), AbortSignal.abort(new RangeError("mine"))]) outcomes.push(await fetch("http://a.example/", { signal }).catch(reason => reason?.name ?? reason));
return outcomes;
