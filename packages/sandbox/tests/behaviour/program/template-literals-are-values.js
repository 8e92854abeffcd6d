// @expect {"success":true,"result":"line 1\nline 2"}
`line 1
line 2`
