// @expect {"success":true,"consoleOutput":["[log] [ \"a'b\", 'a\"b', `a'b\"c`, 'a\\'b\"c`d', 'a`b', '${x}\\'\"' ]","[log] [ '\\n\\t\\r\\b\\f\\x0B\\x00\\x1B\\x7F\\\\', '\\x80\\x9F ', 'é日本😀' ]","[log] [ '\\ud800', 'a\\udc00b', '😀' ]","[log] {\n  '3': 3,\n  'a-b': 1,\n  'a b': 2,\n  valid_1: 4,\n  '': 5,\n  \"it's\": 6,\n  'é': 7,\n  '$x': 8,\n  'new\\nline': 9\n}","[log] {\n  s: 'multi\\nline string that is long enough to be split over lines\\nand more'\n}","[log] [\n  'short\\nx',\n  'this is a string longer than sixteen\\nbut line is short'\n]"]}
console.log(["a'b", 'a"b', `a'b"c`, "a'b\"c`d", "a`b", "${x}'\""]);
console.log(["\n\t\r\b\f\v\0\x1b\x7f\\", "\u0080\u009f\u00a0", "é日本😀"]);
console.log(["\ud800", "a\udc00b", "\ud83d\ude00"]);
console.log({ "a-b": 1, "a b": 2, 3: 3, valid_1: 4, "": 5, "it's": 6, é: 7, $x: 8, "new\nline": 9 });
console.log({ s: "multi\nline string that is long enough to be split over lines\nand more" });
console.log(["short\nx", "this is a string longer than sixteen\nbut line is short"]);
