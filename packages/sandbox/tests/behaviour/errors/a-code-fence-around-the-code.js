// @expect {"success":false,"errorDetails":{"kind":"runtime","name":"TypeError","line":2}}
```js
1 + 1
```
