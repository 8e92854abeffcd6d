// @expect {"success":true,"result":{"status":201,"fields":[["title","Überschrift"],["tag","a"],["tag","b"],["report","report.json","application/json","{\"total\":3}"],["notes","nötes.txt","text/plain","line 1\nline 2\n"]],"isLengthRight":true}}
// Posts a form with fields and files.
const form = new FormData();
form.append("title", "Überschrift");
form.append("tag", "a");
form.append("tag", "b");
form.append("report", new File([JSON.stringify({ total: 3 })], "report.json", { type: "application/json" }));
form.append("notes", new Blob(["line 1\n", "line 2\n"], { type: "text/plain" }), "nötes.txt");

const response = await fetch(`${input.origin}/upload`, { method: "POST", body: form });
return { status: response.status, ...(await response.json()) };
