// @expect {"success":false,"errorDetails":{"kind":"result"}}
10n
