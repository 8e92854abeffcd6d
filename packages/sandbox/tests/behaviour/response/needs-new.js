// @expect {"success":true,"result":"TypeError"}
try { Response("x"); } catch (error) { return error.name; }
