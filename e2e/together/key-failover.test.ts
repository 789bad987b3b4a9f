/** The pool of keys on every path: which are tried and in which order, and what the client, the log and the next request see of it. */
import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, test, vi } from "vitest";
import { clientKey } from "../start/config.ts";
import { callersKey, k0, k1, k2, scenarios } from "./keys.ts";
import { paths } from "./paths.ts";
import { openScene, type Scene, spareAnswer, spareKey } from "./scene.ts";
import { see } from "./seen.ts";

vi.setConfig({ maxConcurrency: 24 });

const cells = scenarios.flatMap((scenario, s) =>
  paths.flatMap((path, p) =>
    (["alone", "backed"] as const).map((place) => {
      const name = `pool-${s}-${p}`;
      return { scenario, path, place, name, what: scenario.name, way: path.name };
    }),
  ),
);
const named = cells.map(({ name, scenario: { keys, says, callersKey: own } }) => ({
  name,
  models: [name],
  faults: Object.entries(says).map(([key, fault]) => ({ model: name, key, ...fault })),
  more: { keys: keys.map((value, i) => ({ name: `k${i}`, value })), byok: own !== undefined },
}));

let scene: Scene;
beforeAll(async () => {
  scene = await openScene(named, [k0, k1, k2, callersKey]);
});
afterAll(() => scene?.close());

describe.concurrent.each(cells)("$what, $way, $place", ({ scenario, path, place, name }) => {
  const rescued = place === "backed" && scenario.rescued;
  const status = rescued ? 200 : scenario.status;

  test("the right keys are tried, and answer, next request and log agree", async ({ expect }) => {
    const user = randomUUID();
    const gateway = scene[place];
    const own = scenario.callersKey;
    const credentials =
      own === undefined ? own : { "x-bf-vk": clientKey, "x-bf-direct-key": "true", authorization: `Bearer ${own}` };
    const response = await scene.post(gateway, path.url, path.body(`${name}/${name}`, user), credentials);
    expect(response.status).toBe(status);
    expect(response.headers.get("retry-after")).toBe((!rescued && scenario.retryAfter) || null);
    expect(response.headers.get("retry-after-ms") === null).toBe(response.headers.get("retry-after") === null);
    if (status === 200) {
      const text = rescued ? spareAnswer : 'You said: "hi". This answer was simulated.';
      expect(await see(path, response)).toEqual({ kind: "whole", text });
    } else {
      const raw = await response.text();
      const relayed = scenario.says[scenario.tried.at(-1)!]!.body;
      expect(response.headers.get("content-type")).toBe("application/json");
      if (scenario.error) expect(JSON.parse(raw)).toMatchObject({ error: { ...scenario.error, param: null } });
      else expect(JSON.parse(raw)).toEqual(relayed);
      if (scenario.error) expect(raw).not.toMatch(/Rate limit exceeded|Invalid API key/);
    }

    expect(scene.tried(user)).toEqual({ primary: scenario.tried, spare: rescued ? [spareKey] : [] });

    // Before the line, for which the log takes its time: the shortest of the rests is three seconds.
    await scene.post(gateway, path.url, path.body(`${name}/${name}`, `next, ${user}`)).then((next) => next.text());
    expect(scene.tried(`next, ${user}`).primary).toEqual(scenario.next);

    const id = response.headers.get("x-request-id");
    const line = await gateway.waitForLog((found) => found["id"] === id && found["msg"] === "request");
    expect(line).toMatchObject({ status, credential: rescued ? "sk-s...6789" : scenario.hint });
  });
});

test("no key is ever printed whole", async ({ expect }) => {
  // The log comes in batches, the last one at the end.
  await scene.close();
  for (const gateway of [scene.alone, scene.backed]) {
    for (const key of new Set(scenarios.flatMap(({ keys, tried }) => [...keys, ...tried])))
      expect(gateway.stdout() + gateway.stderr()).not.toContain(key);
  }
});
