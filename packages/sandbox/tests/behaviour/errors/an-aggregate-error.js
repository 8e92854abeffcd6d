// @expect {"success":false,"error":"AggregateError: all failed","errorDetails":{"kind":"runtime","name":"AggregateError","message":"all failed"}}
throw new AggregateError([new Error("one"), new Error("two")], "all failed");
