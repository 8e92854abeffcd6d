// @expect {"success":false,"errorDetails":{"kind":"syntax","line":2}}
Sure! Here is the code you asked for:
