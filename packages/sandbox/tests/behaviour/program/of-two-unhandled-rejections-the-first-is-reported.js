// @expect {"success":false,"error":"Error: first"}
Promise.reject(new Error("first"));
Promise.reject(new Error("second"));
1
