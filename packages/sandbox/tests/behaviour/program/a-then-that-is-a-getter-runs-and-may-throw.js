// @expect {"success":false,"error":"Error: from getter","errorDetails":{"kind":"runtime"}}
({ get then() { throw new Error("from getter"); } })
