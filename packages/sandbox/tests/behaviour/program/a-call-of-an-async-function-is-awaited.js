// @expect {"success":true,"result":{"n":3}}
async function main() { await null; return { n: 3 }; }
main()
