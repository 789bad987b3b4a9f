/** Times a function with tinybench, a batch at a time: one call is shorter than the clock is fine. */
import { Bench } from "tinybench";

const batch = 200;

/** `{ micros }`: the median per call, after a warm-up as long as the measurement. */
export function timed(once, timeMs, perCall = 1) {
  const bench = new Bench({ time: timeMs, warmupTime: timeMs, iterations: 5, warmupIterations: 5, throws: true });
  bench.add("batch", () => {
    for (let i = 0; i < batch; i++) once();
  });
  bench.runSync();
  return { micros: (bench.tasks[0].result.latency.p50 * 1000) / batch / perCall };
}

/** The same for a function whose promise is awaited before the next call; `calls` of them a batch. */
export async function timedLater(once, timeMs, calls = batch) {
  const bench = new Bench({ time: timeMs, warmupTime: timeMs, iterations: 5, warmupIterations: 5, throws: true });
  bench.add("batch", async () => {
    for (let i = 0; i < calls; i++) await once();
  });
  await bench.run();
  return { micros: (bench.tasks[0].result.latency.p50 * 1000) / calls };
}

/** Measures the variants that the command line names (`a,b`, then ms each), a line of JSON for each. */
export async function report(variants, measure) {
  const [names, timeMs] = process.argv.slice(2);
  for (const name of names.split(",")) console.log(JSON.stringify({ name, ...(await measure(variants[name], Number(timeMs))) }));
}
