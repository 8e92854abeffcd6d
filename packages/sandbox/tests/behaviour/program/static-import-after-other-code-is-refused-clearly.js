// @expect {"success":false,"error":"SyntaxError: cannot import \"fs\": modules are not available to this code","errorDetails":{"kind":"syntax","line":3}}
const a = await 1;
import { readFileSync } from "fs";
a
