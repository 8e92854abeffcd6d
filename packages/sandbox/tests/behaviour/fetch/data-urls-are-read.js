// @expect {"success":true,"result":[[200,"OK","basic","data:,hello%20w","text/plain;charset=US-ASCII","hello w"],[200,"OK","basic","data:text/html;charset=utf-8;base64,aGk=","text/html;charset=utf-8","hi"],[200,"OK","basic","data:text/plain,a","text/plain","a"],[200,"OK","basic","data:;charset=x,a","text/plain;charset=x","a"],[200,"OK","basic","data:bad;x,y","text/plain;charset=US-ASCII","y"],[200,"OK","basic","data:text/plain;base64,aG k%3D","text/plain","hi"],[200,"OK","basic","data:,%zz%4","text/plain;charset=US-ASCII","%zz%4"],[200,"OK","basic","data:a/b;c=\"d\",%C3%A9","a/b;c=d","é"],[200,"OK","basic","data:;base64,","text/plain;charset=US-ASCII",""],[200,"OK","basic","data:,x","text/plain;charset=US-ASCII","x"]]}
const outcomes = [];
for (const url of ["data:,hello%20w", "data:text/html;charset=utf-8;base64,aGk=", "data:text/plain,a#fragment", "data:;charset=x,a", "data:bad;x,y", "data:text/plain;base64,aG k%3D", "data:,%zz%4", "data:a/b;c=\"d\",%C3%A9", "data:;base64,", "DATA:,x"]) {
  const r = await fetch(url);
  outcomes.push([r.status, r.statusText, r.type, r.url, r.headers.get("content-type"), await r.text()]);
}
return outcomes;
