// @expect {"success":false,"error":"ValidationError: age: must be positive","errorDetails":{"kind":"runtime","name":"ValidationError","message":"age: must be positive"}}
class ValidationError extends Error {
  constructor(field, text) { super(`${field}: ${text}`); this.name = "ValidationError"; this.field = field; }
}
throw new ValidationError("age", "must be positive");
