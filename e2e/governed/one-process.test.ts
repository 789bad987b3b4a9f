/** Promise: one process on SQLite and memory keeps a budget exactly, and lets no key reach a model that is not its own. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { ask, createKey, decision, type Operation, operations } from "./asking.ts";
import { budgetTests, createGate } from "./budget.ts";
import { type Scene, startAlone } from "./scene.ts";

const gate = createGate();
let scene: Scene;
beforeAll(async () => void (scene = await startAlone(gate.options)));
afterAll(() => scene?.close());

budgetTests(() => scene, gate);

describe("a key for openai/gpt-4o-mini alone reaches no other model by fallbacks", () => {
  const others = ["gpt-4o", "openai/gpt-4o", "claude-3-5-sonnet-20241022", "anthropic/gpt-4o-mini", "anthropic/gpt-4o"];
  const provider_configs = [{ provider: "openai", allowed_models: ["gpt-4o-mini"], weight: 1 }];
  const cases = (Object.keys(operations) as Operation[]).flatMap((operation) =>
    (operation === "embeddings" ? [false] : [false, true]).map((stream) => ({ operation, stream })),
  );

  test.each(cases)("$operation, stream: $stream", async ({ operation, stream }) => {
    const [to] = scene.gateways;
    const key = await createKey(to!, { provider_configs });
    const more = stream ? { stream } : {};
    scene.simulator.reset();
    scene.simulator.script({ status: 503 });
    // Its own model fails, by either name, and every fallback is somebody else's.
    for (const model of ["gpt-4o-mini", "openai/gpt-4o-mini"]) {
      const answer = await ask(to!, operation, key, { ...more, model, fallbacks: others });
      expect(answer.status).toBe(403);
    }
    expect(seen()).toEqual([own, own]);
    for (const model of others) {
      const answer = await ask(to!, operation, key, { ...more, model, fallbacks: others });
      expect([400, 403, 404]).toContain(answer.status);
    }
    expect(seen()).toEqual([own, own]);
    // It is the key that stops them: one without rules goes on to the first of the list.
    scene.simulator.script({ model: "gpt-4o-mini", status: 503 });
    expect(decision(await ask(to!, operation, await createKey(to!), { ...more, fallbacks: others }))).toBe("200");
    expect(seen()).toEqual([own, own, own, "/v1 gpt-4o"]);
  });

  const own = "/v1 gpt-4o-mini";
  const seen = (): readonly string[] =>
    scene.simulator.calls.map(({ path, model }) => `${path.slice(0, path.indexOf("/v1") + 3)} ${model}`);
});
