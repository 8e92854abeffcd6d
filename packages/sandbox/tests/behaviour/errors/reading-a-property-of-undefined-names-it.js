// @expect {"success":false,"error":"TypeError: cannot read property 'name' of undefined","errorDetails":{"kind":"runtime","line":3}}
const user = {};
user.profile.name
