// @request {"timeoutMs":15000}
const caught = await (async () => { const all = []; for (;;) all.push({}); })().then(() => "no", () => "caught");
return caught === "caught" ? "ok" : caught;
