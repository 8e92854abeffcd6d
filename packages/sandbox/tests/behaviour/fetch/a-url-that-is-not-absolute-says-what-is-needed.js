// @expect {"success":false,"error":"TypeError: Failed to parse URL from /api/items: it must be absolute, as https://example.com/path"}
await fetch("/api/items");
