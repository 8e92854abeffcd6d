// @expect {"success":true,"consoleOutput":["[log] [\n  '😀', 'a', '日',\n  'bb', 'c', 'd',\n  'e',  'f', 'ｆ'\n]","[log] [\n  '漢',     '漢漢',\n  '漢漢漢', '漢',\n  '漢漢',   '漢漢漢',\n  '漢',     '漢漢',\n  '漢漢漢'\n]"]}
console.log(["😀", "a", "日", "bb", "c", "d", "e", "f", "ｆ"]);
console.log(Array.from({ length: 9 }, (_, i) => "漢".repeat(i % 3 + 1)));
