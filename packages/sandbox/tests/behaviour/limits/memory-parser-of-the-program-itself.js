// @request {"timeoutMs":15000,"memoryLimitBytes":100}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
const a = 1; const b = 2; const c = () => a + b; [a, b, c(), `${a}`, { a, b, c }, [a, [b, [c]]]].map(x => x)
