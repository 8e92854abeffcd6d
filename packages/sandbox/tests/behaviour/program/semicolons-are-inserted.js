// @expect {"success":true,"result":[1,2]}
const f = () => {
  return
  5
}
let a = 1
let b = a
++b
f() === undefined ? [a, b] : "bad"
