// @expect {"success":true,"result":"called"}
Object.assign(() => {}, { then(resolve) { resolve("called"); } })
