// @expect {"success":false,"errorDetails":{"kind":"result","line":2}}
({ get x() { throw new TypeError("no"); } })
