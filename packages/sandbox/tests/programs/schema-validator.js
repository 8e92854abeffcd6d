// A validator like JSON Schema's, with references, formats and paths of what is wrong.
const FORMATS = { email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/, date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i, ipv4: /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.(?!$)|$)){4}$/ };
const typeOf = v => (v === null ? "null" : Array.isArray(v) ? "array" : Number.isInteger(v) ? "integer" : typeof v);
function* validate(schema, value, root = schema, path = "$") {
  if (schema === true) return;
  if (schema === false) { yield [path, "is not allowed"]; return; }
  if (schema.$ref) { yield* validate(schema.$ref.slice(2).split("/").reduce((s, k) => s[k.replace(/~1/g, "/").replace(/~0/g, "~")], root), value, root, path); return; }
  const type = typeOf(value), types = [schema.type ?? []].flat();
  if (types.length && !types.some(t => t === type || (t === "number" && type === "integer"))) { yield [path, `must be ${types.join(" or ")}, not ${type}`]; return; }
  if (schema.enum && !schema.enum.some(e => JSON.stringify(e) === JSON.stringify(value))) yield [path, `must be one of ${schema.enum.map(e => JSON.stringify(e)).join(", ")}`];
  if ("const" in schema && schema.const !== value) yield [path, `must be ${schema.const}`];
  if (type === "string") {
    if ([...value].length < (schema.minLength ?? 0)) yield [path, `needs ${schema.minLength} characters`];
    if ([...value].length > (schema.maxLength ?? Infinity)) yield [path, `has over ${schema.maxLength} characters`];
    if (schema.pattern && !new RegExp(schema.pattern, "u").test(value)) yield [path, `does not match ${schema.pattern}`];
    if (schema.format && !FORMATS[schema.format]?.test(value)) yield [path, `is no ${schema.format}`];
  } else if (type === "integer" || type === "number") {
    for (const [key, bad, text] of [["minimum", (a, b) => a < b, "at least"], ["maximum", (a, b) => a > b, "at most"], ["exclusiveMinimum", (a, b) => a <= b, "over"], ["multipleOf", (a, b) => Math.abs(a / b - Math.round(a / b)) > 1e-9, "a multiple of"]]) if (key in schema && bad(value, schema[key])) yield [path, `must be ${text} ${schema[key]}`];
  } else if (type === "array") {
    if (value.length < (schema.minItems ?? 0)) yield [path, `needs ${schema.minItems} items`];
    if (schema.uniqueItems && new Set(value.map(v => JSON.stringify(v))).size !== value.length) yield [path, "has duplicates"];
    for (const [i, item] of value.entries()) { const s = schema.prefixItems?.[i] ?? schema.items; if (s !== undefined) yield* validate(s, item, root, `${path}[${i}]`); }
  } else if (type === "object") {
    for (const key of schema.required ?? []) if (!Object.hasOwn(value, key)) yield [path, `lacks ${key}`];
    for (const [key, item] of Object.entries(value)) { const named = schema.properties?.[key], byPattern = Object.entries(schema.patternProperties ?? {}).filter(([p]) => new RegExp(p).test(key)).map(([, s]) => s); for (const s of [named, ...byPattern].filter(s => s !== undefined)) yield* validate(s, item, root, /^\w+$/.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`); if (named === undefined && !byPattern.length && schema.additionalProperties !== undefined) yield* validate(schema.additionalProperties, item, root, `${path}.${key}`); }
  }
  const passes = s => validate(s, value, root, path).next().done;
  for (const s of schema.allOf ?? []) yield* validate(s, value, root, path);
  if (schema.anyOf && !schema.anyOf.some(passes)) yield [path, "matches none of the alternatives"];
  if (schema.oneOf && schema.oneOf.filter(passes).length !== 1) yield [path, `matches ${schema.oneOf.filter(passes).length} instead of one`];
  if (schema.not && passes(schema.not)) yield [path, "matches what it must not"];
  if (schema.if) { const branch = passes(schema.if) ? schema.then : schema.else; if (branch) yield* validate(branch, value, root, path); }
}
const schema = { type: "object", required: ["id", "email", "tree"], additionalProperties: false, patternProperties: { "^x-": { type: "string" } }, $defs: { node: { type: "object", required: ["v"], properties: { v: { type: ["integer", "null"] }, kids: { type: "array", items: { $ref: "#/$defs/node" } } } } },
  properties: { id: { type: "string", format: "uuid" }, email: { type: "string", format: "email", maxLength: 20 }, age: { type: "integer", minimum: 0, maximum: 150 }, price: { type: "number", multipleOf: 0.01 }, tags: { type: "array", uniqueItems: true, minItems: 1, items: { type: "string", pattern: "^\\p{Ll}+$" } }, role: { enum: ["admin", "user", { custom: true }] }, tree: { $ref: "#/$defs/node" }, ip: { anyOf: [{ format: "ipv4", type: "string" }, { type: "null" }] }, pair: { prefixItems: [{ type: "integer" }, { type: "boolean" }], items: false }, pay: { if: { properties: { by: { const: "card" } } }, then: { required: ["no"] }, else: { not: { required: ["no"] } } }, one: { oneOf: [{ multipleOf: 3 }, { multipleOf: 5 }] } } };
const good = { id: "0b6a4c1e-8f0e-4d7c-9a51-3f1f2a9d7c11", email: "a@b.co", age: 30, price: 19.99, tags: ["é", "b"], role: { custom: true }, tree: { v: 1, kids: [{ v: null }] }, "x-any": "y", ip: null, pair: [1, true], pay: { by: "cash" }, one: 9 };
const bad = { id: "nope", email: "much-too-long-an-address@example.org", age: -1.5, price: 0.001, tags: ["A", "A"], role: "root", tree: { v: 1, kids: [{ v: "x", kids: [{}] }, 5] }, extra: 1, "x-n": 5, ip: "1.2.3.400", pair: [1.5, true, 3], pay: { by: "card" }, one: 15 };
const errors = [...validate(schema, bad)];
console.table(errors.slice(0, 3));
for (const [path, text] of errors) console.error(`${path}: ${text}`);
({ good: [...validate(schema, good)], errors, none: [...validate(schema, null)], empty: [...validate(schema, {})], first: validate(schema, bad).next() });
