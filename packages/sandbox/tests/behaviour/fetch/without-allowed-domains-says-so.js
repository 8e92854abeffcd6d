// @expect {"success":true,"result":["TypeError","fetch to https://api.example.com/v1?q=1 refused: host \"api.example.com\" is not in allowedDomains, which is empty",false]}
const error = await fetch("https://api.example.com/v1?q=1#part").catch(error => error);
return [error.name, error.message, "cause" in error];
