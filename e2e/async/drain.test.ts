/** Promise: at SIGTERM running jobs finish or are handed back in time, and nobody is told a lie about them. */
import { startSimulator } from "@headgate/simulator";
import { expect, onTestFinished, test } from "vitest";
import { ask, collect, newFolder, startWithJobs } from "./scene.ts";

const at = "/v1/async/chat/completions";
const json = { model: "openai/gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] };

test("those that end in time have ended, the others are run by the next process", async () => {
  const { folder, remove } = newFolder();
  const simulator = await startSimulator();
  const options = { concurrency: 20 };
  const first = await startWithJobs(simulator, { folder }, options);
  onTestFinished(async () => {
    await first.stop("SIGKILL");
    await simulator.close();
    remove();
  });
  const submit = async (user: string): Promise<string> => (await ask(first.url, "POST", at, { json: { ...json, user } })).body.id;
  simulator.script({ delayHeadersMs: 2500 });
  const quick = await Promise.all(Array.from({ length: 10 }, (_, i) => submit(`quick-${i}`)));
  await simulator.waitForCalls(10);
  simulator.script({ hang: true });
  const slow = await Promise.all(Array.from({ length: 10 }, (_, i) => submit(`slow-${i}`)));
  await simulator.waitForCalls(20);
  const waiting = await submit("waiting");
  const began = performance.now();
  expect(await first.stop("SIGTERM")).toBe(0);
  expect(performance.now() - began).toBeLessThan(12_000);
  await Promise.all(simulator.calls.slice(10, 20).map((call) => call.waitForAbort()));
  simulator.script([]);
  const second = await startWithJobs(simulator, { folder }, options);
  onTestFinished(async () => void (await second.stop("SIGKILL")));
  for (const id of [...quick, ...slow, waiting]) expect((await collect(second.url, at, id)).body.status).toBe("completed");
  const users = simulator.calls.map(({ body }) => (JSON.parse(body) as { user: string }).user.replace(/-\d+$/, ""));
  expect(users.filter((user) => user === "quick")).toHaveLength(10);
  expect(users.filter((user) => user === "slow")).toHaveLength(20);
  expect(users.filter((user) => user === "waiting")).toHaveLength(1);
});
