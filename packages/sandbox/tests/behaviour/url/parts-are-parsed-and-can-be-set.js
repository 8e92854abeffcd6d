const check = (name, got, want) => { const [a, b] = [JSON.stringify(got), JSON.stringify(want)]; if (a !== b) throw new Error(`${name}: ${a} instead of ${b}`); };
const throws = (name, f, kind) => { try { f(); } catch (e) { if (e.name !== kind) throw new Error(`${name}: ${e.name}: ${e.message}`); return; } throw new Error(`${name} did not throw`); };
const u = new URL("https://user:pa%20ss@Example.COM:8443/a/../b/./c?x=1&y=a+b#frag");
check("href", u.href, "https://user:pa%20ss@example.com:8443/b/c?x=1&y=a+b#frag");
check("parts", [u.protocol, u.username, u.password, u.host, u.hostname, u.port, u.pathname, u.search, u.hash, u.origin],
  ["https:", "user", "pa%20ss", "example.com:8443", "example.com", "8443", "/b/c", "?x=1&y=a+b", "#frag", "https://example.com:8443"]);
u.port = "443"; u.pathname = "/ä b"; u.search = "q=ü"; u.hash = ""; u.hostname = "other.org"; u.username = "";
check("set", u.href, "https://:pa%20ss@other.org/%C3%A4%20b?q=%C3%BC");
u.protocol = "http"; u.host = "h:81"; u.href = u.href + "&z"; check("more", u.toString(), "http://:pa%20ss@h:81/%C3%A4%20b?q=%C3%BC&z");
check("json", JSON.stringify({ u }), JSON.stringify({ u: u.href }));
return "ok";
