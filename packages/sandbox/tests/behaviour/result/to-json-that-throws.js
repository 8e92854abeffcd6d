// @expect {"success":false,"errorDetails":{"kind":"result","line":2}}
({ toJSON() { throw new Error("no form"); } })
