// @expect {"success":false,"errorDetails":{"kind":"syntax","line":3}}
"use strict";
with ({}) {}
