// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"AbortError"}}
AbortSignal.abort().throwIfAborted();
