// A lexer, a Pratt parser, a compiler to stack code, and the machine that runs it.
const lex = text => [...text.matchAll(/\s*(?:(\d+(?:\.\d+)?)|([a-z_]\w*)|"([^"]*)"|(==|!=|<=|>=|&&|\|\||[-+*\/%<>=!(){};,]))/giy)].map(([, n, id, s, op]) => (n !== undefined ? { t: "num", v: +n } : id ? { t: /^(if|else|while|fn|return|let|print)$/.test(id) ? id : "id", v: id } : s !== undefined ? { t: "str", v: s } : { t: op }));
const POWER = { "=": 1, "||": 2, "&&": 3, "==": 4, "!=": 4, "<": 5, ">": 5, "<=": 5, ">=": 5, "+": 6, "-": 6, "*": 7, "/": 7, "%": 7, "(": 9 };
class Parser {
  #at = 0; constructor(tokens) { this.tokens = tokens; }
  get peek() { return this.tokens[this.#at]?.t ?? "end"; }
  next() { return this.tokens[this.#at++] ?? { t: "end" }; }
  expect(t) { const got = this.next(); if (got.t !== t) throw new SyntaxError(`expected ${t}, got ${got.t} at token ${this.#at}`); return got; }
  program(until = "end") { const list = []; while (this.peek !== until) list.push(this.statement()); this.next(); return list; }
  block() { this.expect("{"); return this.program("}"); }
  statement() {
    switch (this.peek) {
      case "let": { this.next(); const name = this.expect("id").v; this.expect("="); const value = this.expression(); this.expect(";"); return ["let", name, value]; }
      case "if": { this.next(); const test = this.expression(), yes = this.block(); let no = []; if (this.peek === "else") { this.next(); no = this.peek === "if" ? [this.statement()] : this.block(); } return ["if", test, yes, no]; }
      case "while": { this.next(); return ["while", this.expression(), this.block()]; }
      case "fn": { this.next(); const name = this.expect("id").v, params = []; this.expect("("); while (this.peek !== ")") { params.push(this.expect("id").v); if (this.peek === ",") this.next(); } this.next(); return ["fn", name, params, this.block()]; }
      case "return": case "print": { const kind = this.next().t, value = this.expression(); this.expect(";"); return [kind, value]; }
      default: { const value = this.expression(); this.expect(";"); return ["drop", value]; }
    }
  }
  expression(power = 0) {
    const token = this.next(); let left;
    if (token.t === "num" || token.t === "str") left = ["const", token.v]; else if (token.t === "id") left = ["var", token.v];
    else if (token.t === "(") { left = this.expression(); this.expect(")"); } else if (token.t === "-" || token.t === "!") left = ["unary", token.t, this.expression(8)];
    else throw new SyntaxError(`unexpected ${token.t}`);
    while ((POWER[this.peek] ?? 0) > power) {
      const op = this.next().t;
      if (op === "(") { const args = []; while (this.peek !== ")") { args.push(this.expression()); if (this.peek === ",") this.next(); } this.next(); left = ["call", left, args]; }
      else if (op === "=") left = ["set", left[1], this.expression(0)]; else left = ["binary", op, left, this.expression(POWER[op])];
    }
    return left;
  }
}
function compile(ast) {
  const code = []; const emit = (...i) => code.push(i) - 1;
  const go = ([kind, a, b, c]) => {
    switch (kind) {
      case "const": emit("push", a); break; case "var": emit("load", a); break; case "let": go(b); emit("declare", a); break; case "set": go(b); emit("store", a); break; case "drop": go(a); emit("pop"); break; case "print": go(a); emit("print"); break; case "return": go(a); emit("ret"); break; case "unary": go(b); emit("unary", a); break;
      case "binary": if (a === "&&" || a === "||") { go(b); const jump = emit(a === "&&" ? "andThen" : "orElse"); go(c); code[jump][1] = code.length; } else { go(b); go(c); emit("binary", a); } break;
      case "if": { go(a); const no = emit("jumpUnless"); b.forEach(go); const end = emit("jump"); code[no][1] = code.length; c.forEach(go); code[end][1] = code.length; break; }
      case "while": { const top = code.length; go(a); const out = emit("jumpUnless"); b.forEach(go); emit("jump", top); code[out][1] = code.length; break; }
      case "fn": emit("closure", b, compile(c)); emit("declare", a); break; case "call": go(a); b.forEach(go); emit("call", b.length); break;
    }
  };
  ast.forEach(go); emit("push", null); emit("ret"); return code;
}
const binary = { "+": (a, b) => a + b, "-": (a, b) => a - b, "*": (a, b) => a * b, "/": (a, b) => a / b, "%": (a, b) => a % b, "<": (a, b) => a < b, ">": (a, b) => a > b, "<=": (a, b) => a <= b, ">=": (a, b) => a >= b, "==": (a, b) => a === b, "!=": (a, b) => a !== b };
function run(program, out = []) {
  const stack = []; let frame = { code: program, ip: 0, scope: Object.create(null), up: null }, steps = 0;
  const find = (scope, name) => { for (let s = scope; s; s = Object.getPrototypeOf(s)) if (Object.hasOwn(s, name)) return s; throw new ReferenceError(name); };
  for (;;) {
    if (++steps > 2e5) throw new Error("too many steps");
    const [op, a, b] = frame.code[frame.ip++];
    switch (op) {
      case "push": stack.push(a); break; case "pop": stack.pop(); break; case "load": stack.push(find(frame.scope, a)[a]); break; case "declare": frame.scope[a] = stack.pop(); break; case "store": find(frame.scope, a)[a] = stack.at(-1); break; case "print": out.push(stack.pop()); break;
      case "unary": { const v = stack.pop(); stack.push(a === "-" ? -v : !v); break; } case "binary": { const y = stack.pop(), x = stack.pop(); stack.push(binary[a](x, y)); break; }
      case "jump": frame.ip = a; break; case "jumpUnless": if (!stack.pop()) frame.ip = a; break; case "andThen": if (stack.at(-1)) stack.pop(); else frame.ip = a; break; case "orElse": if (stack.at(-1)) frame.ip = a; else stack.pop(); break;
      case "closure": stack.push({ params: a, code: b, scope: frame.scope }); break;
      case "call": { const args = stack.splice(stack.length - a), f = stack.pop(); if (!f?.code) throw new TypeError("not a function"); const scope = Object.create(f.scope); f.params.forEach((p, i) => { scope[p] = args[i] ?? null; }); frame = { code: f.code, ip: 0, scope, up: frame }; break; }
      case "ret": { const value = stack.pop(); frame = frame.up; if (!frame) return { value, out, steps }; stack.push(value); break; }
    }
  }
}
const evaluate = text => { try { return run(compile(new Parser(lex(text)).program())); } catch (e) { return `${e.name}: ${e.message}`; } };
const results = [`fn fib(n) { if n < 2 { return n; } return fib(n - 1) + fib(n - 2); } print fib(15); let i = 0; while i < 3 { print "i=" + i; i = i + 1; } return -i * 2 + 10 % 4;`,
  `fn counter() { let n = 0; fn inc() { n = n + 1; return n; } return inc; } let c = counter(); c(); c(); return c() == 3 && !0 || "no";`, `return 1 + ;`, `return nope;`, `while 1 { }`, `let x = 2; if x == 1 { print "one"; } else if x == 2 { print "two"; } else { print "many"; } x();`].map(evaluate);
console.log(results);
console.log(new Parser(lex(`let a = (1 + 2) * -3;`)).program());
results;
