// @expect {"success":true,"result":{"n":2}}
const state = { n: 1 };
Promise.resolve().then(() => { state.n++; });
state
