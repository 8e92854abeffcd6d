// @expect {"success":true,"consoleOutput":["[log] AbortController { signal: AbortSignal { aborted: false } } AbortSignal { aborted: true }","[log] URLSearchParams { 'a' => '1' } [\n  URL {\n    href: 'http://a/',\n    origin: 'http://a',\n    protocol: 'http:',\n    username: '',\n    password: '',\n    host: 'a',\n    hostname: 'a',\n    port: '',\n    pathname: '/',\n    search: '',\n    searchParams: URLSearchParams {},\n    hash: ''\n  }\n]"]}
console.log(new AbortController(), AbortSignal.abort());
console.log(new URLSearchParams("a=1"), [new URL("http://a/")]);
