// @request {"input":"a\ud800b\udc00"}
// @expect {"success":true,"result":["a\ud800b\udc00",[97,55296,98,56320]]}
[input, input.split("").map(c => c.charCodeAt(0))]
