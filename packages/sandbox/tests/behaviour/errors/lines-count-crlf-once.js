// @expect {"success":false,"errorDetails":{"line":3,"column":5}}
1;
2 + missing;
