// @expect {"success":true,"result":"then"}
({ then(resolve) { setTimeout(resolve, 1, { then(r) { r("then"); } }); } })
