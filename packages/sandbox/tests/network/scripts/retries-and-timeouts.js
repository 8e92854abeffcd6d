// @expect {"success":true,"result":{"flaky":[[503,503,200],{"tries":3}],"stuck":[["TimeoutError",200],{"tries":2}],"hopeless":"/flaky/c/100 failed 3 times: 503, 503, 503"}}
// Asks again after a 503 and after a timeout, waiting longer each time.
async function fetchWithRetry(url, { tries = 4, timeoutMs = 1000, waitMs = 5, ...init } = {}) {
  const log = [];
  for (let n = 1; ; n++) {
    try {
      const response = await fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
      log.push(response.status);
      if (response.status < 500) return [log, await response.json()];
    } catch (error) {
      log.push(error.name);
    }
    if (n === tries) throw new Error(`${url.pathname} failed ${n} times: ${log.join(", ")}`);
    await new Promise(resolve => setTimeout(resolve, waitMs * 2 ** n));
  }
}

const flaky = await fetchWithRetry(new URL("/flaky/a/2", input.origin));
const stuck = await fetchWithRetry(new URL("/stuck/b/1", input.origin));
const hopeless = await fetchWithRetry(new URL("/flaky/c/100", input.origin), { tries: 3 }).catch(error => error.message);

return { flaky, stuck, hopeless };
