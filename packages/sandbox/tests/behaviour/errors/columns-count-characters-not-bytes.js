// @expect {"success":false,"error":"ReferenceError: missing is not defined","errorDetails":{"line":2,"column":17}}
const é = "é" + missing;
