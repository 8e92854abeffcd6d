// @expect {"success":true,"result":[true,false,"Blob","bc",""]}
const slice = new File(["abcdef"], "n", { type: "a/b" }).slice(1, 3);
return [slice instanceof Blob, slice instanceof File, slice.constructor.name, await slice.text(), slice.type];
