// @expect {"success":false,"errorDetails":{"kind":"syntax","line":2}}
{"name": "ada", "n": 1}
