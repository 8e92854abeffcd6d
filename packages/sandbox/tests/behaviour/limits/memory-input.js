// @request {"timeoutMs":15000,"memoryLimitBytes":2000,"input":[{"a":1},{"b":[1,2,3,4,5]},{"c":"a string that is longer than the others, and says nothing"},{"d":{"e":{"f":{"g":{"h":{}}}}}},{"i":1,"j":2,"k":3,"l":4,"m":5,"n":6},{"o":[[],[],[],[],[],[]]},{"p":{},"q":{},"r":{},"s":{},"t":{}},{"u":{},"v":{},"w":{},"x":{}}]}
// @expect {"success":false,"error":"Memory limit exceeded","errorDetails":{"kind":"memory"}}
1
