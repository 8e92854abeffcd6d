// @expect {"success":false,"errorDetails":{"kind":"result"}}
({ list: [1, { n: 10n }] })
