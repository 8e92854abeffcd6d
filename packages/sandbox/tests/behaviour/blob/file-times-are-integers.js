// @expect {"success":true,"result":[0,-1,7,0,8,1]}
return [NaN, -1, "7", null, new Date(8), true].map(lastModified => new File([], "x", { lastModified }).lastModified);
