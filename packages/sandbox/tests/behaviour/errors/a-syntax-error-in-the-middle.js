// @expect {"success":false,"errorDetails":{"kind":"syntax","name":"SyntaxError","line":3,"column":10},"consoleOutput":[]}
console.log("never");
const a  1;
