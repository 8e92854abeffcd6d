// @expect {"success":false,"error":"ReferenceError: undeclared is not defined","errorDetails":{"kind":"runtime","line":3,"column":1}}
"use strict";
undeclared = 5;
