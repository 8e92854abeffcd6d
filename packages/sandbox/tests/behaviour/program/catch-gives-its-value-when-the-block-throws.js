// @expect {"success":true,"result":"caught boom"}
try { throw new Error("boom") } catch (e) { `caught ${e.message}` } finally { "finally" }
