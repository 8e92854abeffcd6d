// @expect {"success":true,"result":[0,0,"2024-07-01T00:00:00.000Z"]}
[new Date(2024, 0, 1).getTimezoneOffset(), new Date(2024, 6, 1).getTimezoneOffset(), new Date(2024, 6, 1).toISOString()]
