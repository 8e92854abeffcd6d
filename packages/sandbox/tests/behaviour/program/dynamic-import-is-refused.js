// @expect {"success":false,"error":"TypeError: cannot import \"node:fs\": modules are not available to this code","errorDetails":{"kind":"runtime"}}
const fs = await import("node:fs");
