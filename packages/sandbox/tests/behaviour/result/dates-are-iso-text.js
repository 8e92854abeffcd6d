// @expect {"success":true,"result":["2024-02-29T00:00:00.000Z",null]}
[new Date("2024-02-29"), new Date(NaN)]
