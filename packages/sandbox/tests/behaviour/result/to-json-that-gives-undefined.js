// @expect {"success":true,"consoleOutput":["[log] toJSON "]}
({ toJSON(key) { console.log("toJSON", key); } })
