// @expect {"success": true, "consoleOutput": ["[log] a\ufffdb 😀 \ufffd", "[log] \ufffd", "[warn] [ '\\ud800' ]"]}
console.log("a\ud800b \ud83d\ude00 \udc00");
console.log("\udfff");
console.warn(["\ud800"]);
