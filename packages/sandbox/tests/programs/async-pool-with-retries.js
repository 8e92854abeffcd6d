// A pipeline with a concurrency limit, retries with back-off, timeouts and progress.
const sleep = (ms, value) => new Promise(resolve => setTimeout(resolve, ms, value));
async function pool(limit, items, worker) {
  const results = new Array(items.length);
  let next = 0, running = 0, most = 0;
  await Promise.all(Array.from({ length: limit }, async () => {
    while (next < items.length) {
      const i = next++;
      most = Math.max(most, ++running);
      results[i] = await worker(items[i], i);
      running--;
    }
  }));
  return { results, most };
}
async function retry(task, { times = 3, wait = 1 } = {}) {
  const errors = [];
  for (let attempt = 1; attempt <= times; attempt++) {
    try {
      return { value: await task(attempt), attempt };
    } catch (error) {
      errors.push(error.message);
      if (attempt < times) await sleep(wait * 2 ** attempt);
    }
  }
  throw new AggregateError(errors, `gave up after ${times}`);
}
const withTimeout = (promise, ms) => Promise.race([promise, sleep(ms).then(() => { throw new Error(`timed out after ${ms}`); })]);

const flaky = fails => async attempt => { if (attempt <= fails) throw new Error(`attempt ${attempt}`); return `done with ${fails} failures`; };
const { results, most } = await pool(3, [1, 2, 3, 4, 5, 6, 7], async n => { await sleep(n % 3); return n * n; });
console.log("at most", most, "at a time:", results);
const retried = await Promise.allSettled([retry(flaky(0)), retry(flaky(2)), retry(flaky(5), { times: 2 })]);
const settled = retried.map(r => r.value ?? [r.reason.name, r.reason.message, r.reason.errors]);
console.log(settled);
const late = await withTimeout(sleep(10000), 5).catch(e => e.message);
const first = await Promise.any([Promise.reject(new Error("no")), sleep(2, "second"), sleep(300, "third")]);
const none = await Promise.any([]).catch(e => [e.constructor.name, e.errors]);
const order = [];
await Promise.all([(async () => { order.push(1); await null; order.push(4); })(), (async () => { order.push(2); await 0; order.push(5); })(), order.push(3)]);
console.warn(new Set(order));
return { results, most, settled, late, first, none, order };
