/** What is used of each limit, the limits of whole providers, and what a key's holder may know. */
import { RefusalError } from "@headgate/core";
import { describe, expect, test } from "vitest";
import { counterKey } from "../src/directory/counter-key.ts";
import { periodOf } from "../src/durations.ts";
import { govern, type Governed } from "./governed.ts";

const budget = { max_limit: 10, reset_duration: "1d", calendar_aligned: true };
const rate_limit = { token_max_limit: 100, token_reset_duration: "1h", request_max_limit: 5, request_reset_duration: "1m" };

/** As a request does that has just cost 2.5 dollars and 42 tokens. */
async function spend({ host, directory }: Governed, id: string): Promise<void> {
  const key = directory.current.virtualKeys.get(id)!;
  const limit = key.rate_limit!;
  const now = host.clock.now();
  const window = (reset_duration: string) => periodOf({ reset_duration, created_at: limit.created_at }, now);
  const holds = [
    { key: counterKey("budget", key.budget!.id), amount: 2.5e9, limit: 1e10, window: periodOf(key.budget!, now) },
    { key: counterKey("tokens", limit.id), amount: 42, limit: 100, window: window("1h") },
    { key: counterKey("requests", limit.id), amount: 1, limit: 5, window: window("1m") },
  ];
  await host.store.reserve(`use-${now}`, holds, 60_000);
  await host.store.settle(`use-${now}`, [2.5e9, 42, 1]);
}

test("shows what is used, keeps it when the limit changes, and begins anew with each period", async () => {
  const governed = await govern();
  const { ask, made, host } = governed;
  const { id } = await made("/virtual-keys", { name: "k", budget, rate_limit });
  await host.clock.advance(30_000);
  await spend(governed, id);
  const read = async () => (await ask("GET", `/virtual-keys/${id}`)).body.virtual_key;
  const used = { token_current_usage: 42, request_current_usage: 1 };
  expect(await read()).toMatchObject({
    budget: { current_usage: 2.5, last_reset: "2026-01-01T00:00:00.000Z" },
    rate_limit: used,
  });
  const change = { budget: { max_limit: 20 }, rate_limit: { request_max_limit: 50, token_max_limit: 200 } };
  const { virtual_key } = (await ask("PUT", `/virtual-keys/${id}`, change)).body;
  expect(virtual_key).toMatchObject({
    budget: { max_limit: 20, current_usage: 2.5 },
    rate_limit: { request_max_limit: 50, ...used },
  });
  expect((await ask("GET", "/budgets")).body).toMatchObject({
    budgets: [{ id: virtual_key.budget.id, current_usage: 2.5 }],
    count: 1,
  });
  expect((await ask("GET", "/rate-limits?from_memory=true")).body).toMatchObject({ rate_limits: [{ ...used }], count: 1 });
  await host.clock.advance(60_000);
  expect((await read()).rate_limit).toMatchObject({ token_current_usage: 42, request_current_usage: 0 });
  // A day of looking for other replicas' writes is long.
  governed.directory.close();
  await host.clock.advance(86_400_000);
  expect(await read()).toMatchObject({ budget: { current_usage: 0, last_reset: "2026-01-02T00:00:00.000Z" } });
});

describe("a limit that begins anew at other times", () => {
  const durations = (budget: string, tokens: string, requests: string): object => ({
    budget: { reset_duration: budget, calendar_aligned: false },
    rate_limit: { token_reset_duration: tokens, request_reset_duration: requests },
  });
  const opened = async (): Promise<readonly [Governed, (change: object) => Promise<readonly (number | null)[]>]> => {
    const governed = await govern();
    const { id } = await governed.made("/virtual-keys", { name: "k", budget, rate_limit });
    await governed.host.clock.advance(30_000);
    await spend(governed, id);
    return [
      governed,
      async (change) => {
        const { virtual_key: key } = (await governed.ask("PUT", `/virtual-keys/${id}`, change)).body;
        return [key.budget.current_usage, key.rate_limit.token_current_usage, key.rate_limit.request_current_usage];
      },
    ];
  };

  test("keeps what is used of it, however often it is changed", async () => {
    const [, put] = await opened();
    expect(await put(durations("1w", "1d", "1h"))).toEqual([2.5, 42, 1]);
    expect(await put(durations("1h", "30m", "1m"))).toEqual([2.5, 42, 1]);
    expect(await put({ budget })).toEqual([2.5, 42, 1]);
    expect(await put(durations("1w", "1d", "1h"))).toEqual([2.5, 42, 1]);
  });

  test("forgets what would be over by now", async () => {
    const [{ host }, put] = await opened();
    await host.clock.advance(20_000);
    expect(await put(durations("30s", "45s", "2m"))).toEqual([0, 0, 1]);
  });

  test("begins anew when the store is down, and is changed all the same", async () => {
    const [{ host }, put] = await opened();
    Object.assign(host.store, { reserve: () => Promise.reject(new Error("down")) });
    expect(await put(durations("1w", "1d", "1h"))).toEqual([0, 0, 0]);
  });
});

test("asks the store once for a whole list, in parts that keep nobody waiting", async () => {
  const asked: number[] = [];
  const governed = await govern();
  const { used } = governed.host.store;
  Object.assign(governed.host.store, {
    used: (holds: Parameters<typeof used>[0]) => {
      asked.push(holds.length);
      return used.call(governed.host.store, holds);
    },
  });
  for (let i = 0; i < 180; i++) await governed.made("/virtual-keys", { name: `k${i}`, budget, rate_limit });
  asked.length = 0;
  await governed.ask("GET", "/virtual-keys");
  expect(asked).toEqual([500, 40]);
});

test("a store that is down makes use unknown, and neither hides nor forbids anything", async () => {
  const governed = await govern();
  const down = () => Promise.reject(new RefusalError({ code: "store_unavailable", status: 503, message: "down" }));
  Object.assign(governed.host.store, { used: down });
  const key = await governed.made("/virtual-keys", { name: "k", budget, rate_limit });
  expect(key).toMatchObject({ budget: { max_limit: 10, current_usage: null }, rate_limit: { token_current_usage: null } });
});

describe("a whole provider's limits", () => {
  test("are set, changed, listed and removed", async () => {
    const { ask } = await govern();
    expect((await ask("GET", "/providers")).body).toEqual({ providers: [], count: 0 });
    const set = await ask("PUT", "/providers/openai", { budget, rate_limit, colour: 1 });
    expect(set).toMatchObject({
      status: 200,
      body: {
        message: "Provider governance updated successfully",
        provider: { provider: "openai", budget, rate_limit },
        warnings: ["colour: unknown field, ignored"],
      },
    });
    const { provider } = (await ask("PUT", "/providers/openai", { budget: { max_limit: 1 } })).body;
    expect(provider).toMatchObject({ budget: { id: set.body.provider.budget.id, max_limit: 1 }, rate_limit });
    expect((await ask("GET", "/providers")).body).toMatchObject({ providers: [{ provider: "openai" }], count: 1 });
    expect((await ask("DELETE", "/providers/openai")).body).toEqual({ message: "Provider governance deleted successfully" });
    expect((await ask("DELETE", "/providers/openai")).status).toBe(404);
    expect((await ask("GET", "/budgets")).body.count).toBe(0);
  });

  test("without any it is not listed", async () => {
    const { ask } = await govern();
    await ask("PUT", "/providers/openai", { budget });
    await ask("PUT", "/providers/openai", { budget: {} });
    expect((await ask("GET", "/providers")).body.count).toBe(0);
    expect((await ask("PUT", "/providers/openai", {})).status).toBe(200);
  });

  test.each(["nobody", "__proto__", "%00", "%ff", "%"])("%j is no provider", async (name) => {
    const { ask } = await govern();
    expect((await ask("PUT", `/providers/${name}`, { budget })).status).toBe(404);
    expect((await ask("DELETE", `/providers/${name}`)).status).toBe(404);
    expect((await ask("GET", "/providers")).body.count).toBe(0);
  });
});

describe("quota", () => {
  test("tells a key's holder what the key may use", async () => {
    const governed = await govern();
    const { id } = await governed.made("/virtual-keys", {
      name: "k",
      budget,
      rate_limit,
      provider_configs: [{ provider: "openai", budget }],
    });
    await governed.made("/model-configs", { model_name: "gpt-4o", budget });
    await spend(governed, id);
    const { status, body } = await governed.ask("GET", "/virtual-keys/quota", undefined, { "x-key-id": id });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      virtual_key_name: "k",
      is_active: true,
      budgets: [{ current_usage: 2.5 }],
      rate_limit: { token_current_usage: 42 },
      provider_configs: [{ provider: "openai", budget: { current_usage: 0 } }],
      model_configs: [{ model_name: "gpt-4o" }],
    });
  });

  test.each([
    [{}, "Missing virtual key"],
    [{ "x-key-id": "00000000-0000-4000-8000-000000000000" }, "Virtual key not found"],
  ])("%j is 401", async (headers, message) => {
    const { ask } = await govern();
    expect(await ask("GET", "/virtual-keys/quota", undefined, headers)).toMatchObject({ status: 401, body: { message } });
  });
});
