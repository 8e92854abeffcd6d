// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"DataCloneError","line":2}}
structuredClone(() => {});
