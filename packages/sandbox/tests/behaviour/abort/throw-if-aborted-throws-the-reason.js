// @expect {"success":true,"result":["why","why"]}
const control = new AbortController();
control.signal.throwIfAborted();
control.abort("why");
try { control.signal.throwIfAborted(); } catch (reason) { return [reason, control.signal.reason]; }
