// @expect {"success":false,"error":"TypeError: from then","errorDetails":{"kind":"runtime"}}
({ then() { throw new TypeError("from then"); } })
