// @expect {"success":true,"result":["TypeError",true]}
const error = await fetch("data:,x", { integrity: "sha256-abc" }).catch(error => error);
return [error.name, error.message.includes("integrity is not supported")];
