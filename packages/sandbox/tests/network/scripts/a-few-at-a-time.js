// @expect {"success":true,"result":{"results":[5,10,15,20,5,10,15,20,5,10,15,20],"most":3}}
// Twelve requests, three at a time.
async function mapPool(list, size, work) {
  const results = [];
  let next = 0;
  let running = 0;
  let most = 0;
  const worker = async () => {
    while (next < list.length) {
      const i = next++;
      most = Math.max(most, ++running);
      results[i] = await work(list[i]);
      running--;
    }
  };
  await Promise.all(Array.from({ length: size }, worker));
  return { results, most };
}

const { results, most } = await mapPool(Array.from({ length: 12 }, (_, i) => 5 + (i % 4) * 5), 3, async ms => {
  const response = await fetch(`${input.origin}/slow/${ms}`);
  return (await response.json()).after;
});
return { results, most };
