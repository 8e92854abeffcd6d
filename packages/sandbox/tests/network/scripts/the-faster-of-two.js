// @expect {"success":true,"result":{"first":{"after":20},"given":["AbortError"]}}
// Asks twice, takes the first answer, and gives the other up.
async function fastest(urls) {
  const control = new AbortController();
  const given = [];
  const tries = urls.map(url => fetch(url, { signal: control.signal }).then(r => r.json()).catch(error => {
    given.push(error.name);
    throw error;
  }));
  const first = await Promise.any(tries);
  control.abort();
  await Promise.allSettled(tries);
  return { first, given };
}

return await fastest([`${input.origin}/slow/3000`, `${input.origin}/slow/20`]);
