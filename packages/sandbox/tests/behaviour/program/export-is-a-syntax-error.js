// @expect {"success":false,"errorDetails":{"kind":"syntax","line":2}}
export default function main() {}
