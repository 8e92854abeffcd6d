// @expect {"success":false,"errorDetails":{"kind":"syntax"}}
1; /* open
