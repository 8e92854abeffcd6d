// @expect {"success":false,"errorDetails":{"kind":"syntax","name":"SyntaxError","line":3,"column":10}}
if (input) return 1;
const a  1;
return 2;
