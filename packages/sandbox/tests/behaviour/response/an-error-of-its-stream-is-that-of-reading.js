// @expect {"success":true,"result":[true,true,true,true,true]}
const error = new RangeError("boom");
const stream = () => new ReadableStream({ pull(c) { c.error(error); } });
const outcomes = [];
for (const method of ["text", "json", "arrayBuffer", "blob", "formData"]) outcomes.push(await new Response(stream()).text().catch(e => e === error));
return outcomes;
