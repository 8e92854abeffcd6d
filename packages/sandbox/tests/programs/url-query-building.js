// Taking addresses apart, signing-style canonical queries, routing, relative links.
const base = new URL("https://user:p%40ss@API.Example.com:443/v1/../v2/items;x=1?b=2&a=1&a=%F0%9F%98%80&empty=&flag#frag ment");
const parts = ["href", "origin", "protocol", "username", "password", "host", "hostname", "port", "pathname", "search", "hash"];
const take = url => Object.fromEntries(parts.map(p => [p, url[p]]));
const canonical = url => { const p = new URLSearchParams(url.search); p.sort(); return [...p].map(([k, v]) => `${encodeURIComponent(k)}=${encodeURIComponent(v)}`).join("&"); };
const build = (path, query) => { const u = new URL(path, "https://e.org/base/dir/page"); for (const [k, v] of Object.entries(query)) for (const one of [v].flat()) if (one !== undefined && one !== null) u.searchParams.append(k, one); return u.href; };
const routes = [["/users/:id", "user"], ["/users/:id/posts/:post(\\d+)", "post"], ["/files/*", "file"]].map(([pattern, name]) => { const names = []; const re = new RegExp(`^${pattern.replace(/:(\w+)(?:\(([^)]+)\))?/g, (_, n, r = "[^/]+") => { names.push(n); return `(${r})`; }).replace("*", "(.*)")}/?$`); return { name, match: p => { const m = re.exec(p); return m && { name, params: Object.fromEntries(m.slice(1).map((v, i) => [names[i] ?? "*", decodeURIComponent(v)])) }; } }; });
const route = href => { const { pathname } = new URL(href, "http://x"); for (const r of routes) { const m = r.match(pathname); if (m) return m; } return null; };
const links = ["../a", "./b?q", "#h", "//cdn.example/x", "?z=1", "mailto:a@b", "/abs", "", "http:rel", "javascript:1", "../../../up"].map(l => new URL(l, "https://e.org/x/y/z?k#f").href);
const params = new URLSearchParams([["a", "1 2"], ["ä", "&=+%"], ["a", "3"]]); params.append("list", [1, 2]); params.set("n", null); params.delete("missing");
const edit = new URL("http://e.org"); edit.pathname = "a b/ü"; edit.search = "x=y z"; edit.hash = "é"; edit.port = "8080"; edit.protocol = "https"; edit.hostname = "sub.e.org"; edit.searchParams.set("q", "1&2");
const bad = ["nope", "http://", "http://[::1", "https://ex ample.com", "http://a:99999", "//x"].map(t => { try { return new URL(t).href; } catch (e) { return e.name; } });
const ips = ["http://0x7f.1/", "http://[2001:db8:0:0:0:0:0:1]/", "http://1.2.3/", "http://EXAMPLE.com./", "http://münchen.de/ä", "http://h/%zz?%41", "file:///C:/x/../y", "data:text/plain,hi there", "http://e.org/\\back\\slash", "  http://t.org\n/x "].map(t => new URL(t).href);
console.log(new URLSearchParams("b=2&a=%F0%9F%98%80"), [...params]);
console.log(edit);
console.log(String(params), `${edit}`, JSON.stringify({ edit }));
({ parts: take(base), canonical: canonical(base), built: build("../list", { q: "a b&c", tag: ["x", "y"], page: 0, none: undefined, nil: null }), routes: ["/users/7", "/users/a%20b/posts/12", "/users/1/posts/x", "/files/a/b.txt", "/users/9/"].map(route), links, params: [params.toString(), [...params.keys()], params.getAll("a"), params.get("none"), params.has("n"), Object.fromEntries(params)], edit: take(edit), bad, ips,
  parsed: [...new URLSearchParams("?a=1&&b&=c&d=%20+%zz&e=f=g")], fromObject: new URLSearchParams({ x: 1, y: [2, 3] }).toString(), encode: [encodeURI("a b?c=d&é#h%"), encodeURIComponent("a b?c=d&é#h%'()*!~"), decodeURIComponent("%E2%82%AC%20+"), escape("é ü€"), unescape("%u20AC%E9")] });
