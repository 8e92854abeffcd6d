// @request {"timeoutMs":15000}
let depth = 0;
const dive = () => { depth++; dive(); };
try { dive(); } catch (e) { if (!(e instanceof RangeError)) throw e; }
if (depth < 500) throw new Error(`only ${depth} deep`);
try { dive(); } catch { return "ok"; }
