// @expect {"success":true,"result":[[9,"abcdefghi"],[7,"cdefghi"],[3,"cde"],[4,"fghi"],[3,"fgh"],[0,""],[9,"abcdefghi"],[3,"abc"],[0,""],[3,"abc"]]}
const blob = new Blob(["abc", "def", "ghi"]);
const cuts = [[], [2], [2, 5], [-4], [-4, -1], [5, 2], [0, 100], [-100, 3], [4, 4], [undefined, 3]];
return Promise.all(cuts.map(async cut => { const slice = blob.slice(...cut); return [slice.size, await slice.text()]; }));
