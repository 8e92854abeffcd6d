// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"AggregateError"}}
await Promise.any([Promise.reject(1), Promise.reject(2)]);
