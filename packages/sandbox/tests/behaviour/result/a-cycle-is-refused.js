// @expect {"success":false,"errorDetails":{"kind":"result","name":"TypeError"}}
const o = { list: [] };
o.list.push(o);
o
