// @expect {"success":true,"result":{"error_reason":"no stock"},"error_reason":"no stock"}
return { error_reason: "no stock" };
