// @expect {"success":true,"result":[200,3600,200,20,400,"invalid_client"]}
// Logs in with a form, then calls the API with the token that it got.
const login = await fetch(`${input.origin}/token`, {
  method: "POST",
  body: new URLSearchParams({ grant_type: "client_credentials", client_id: "me", client_secret: "s3cret & more" }),
});
const { access_token, token_type, expires_in } = await login.json();

const api = new Headers({ authorization: `${token_type} ${access_token}` });
const response = await fetch(new Request(`${input.origin}/items`, { headers: api }));
const bad = await fetch(`${input.origin}/token`, { method: "POST", body: new URLSearchParams({ grant_type: "password" }) });

return [login.status, expires_in, response.status, (await response.json()).items.length, bad.status, (await bad.json()).error];
