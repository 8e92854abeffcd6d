// @expect {"success":true,"result":["GET","POST","PUT","DELETE","HEAD","OPTIONS","patch","PATCH","custom","CUSTOM-1","GET"]}
return ["get", "Post", "pUT", "delete", "head", "options", "patch", "PATCH", "custom", "CUSTOM-1", "gEt"].map(method => new Request("http://a", { method }).method);
