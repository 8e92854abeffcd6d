// @expect {"success":true,"result":4}
for (let i = 0; i < 3; i++) i * 2;
