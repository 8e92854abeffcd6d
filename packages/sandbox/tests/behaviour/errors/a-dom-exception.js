// @expect {"success":false,"error":"AbortError: stopped","errorDetails":{"kind":"runtime","name":"AbortError","message":"stopped"}}
throw new DOMException("stopped", "AbortError");
