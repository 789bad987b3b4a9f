/** What every plugin must do, and what a record says. */
import { refuse, reply, type Send } from "@headgate/core";
import { conform, createHost, scriptedSend } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { source, units, whole } from "./endings.ts";
import { createMemory, openScene, plugin, priceOf, routeless } from "./scene.ts";

const cost = priceOf(units.input, units.output);

describe.each([
  ["the log", {}, createHost],
  ["nothing", { sink: "none" }, createHost],
] as const)("on %s", (_where, options, host) => {
  test.each(conform(routeless, options, { host }))("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

describe("on a database", async () => {
  const db = await createMemory(createHost());
  const cases = conform(routeless, {}, { host: () => createHost({ db }) });
  // The database itself looks at the real time, for other processes hold its file for real.
  test.each(cases.filter(({ name }) => !name.startsWith("takes time")))("$name", async ({ run }) => {
    await expect(run()).resolves.toBeUndefined();
  });
});

test("a thousand requests at once leave a thousand records and nothing twice", async () => {
  const scene = await openScene({
    send: async (_x, call) => (await Promise.resolve(), reply({ ...whole, call })),
    options: { batch: 64 },
  });
  await Promise.all(Array.from({ length: 1000 }, (_, i) => scene.send({ id: `same-${i % 3}`, headers: { "x-caller": "k1" } })));
  const { summary } = await scene.ask("summary");
  const tokens = { input: 17_000, output: 5000, cache_read: 0, cache_write: 0, reasoning: 3000 };
  expect(summary).toEqual([{ requests: 1000, calls: 1000, tokens, cost: (1000 * cost) / 1e9 }]);
  await scene.close();
});

test("records nothing of what is no inference", async () => {
  const scene = await openScene({ send: scriptedSend([{ status: 200, body: "{}" }]) });
  await scene.send({ inference: false, method: "GET", path: "/v1/models", operation: "models" });
  expect([await scene.requests(), await scene.calls()]).toEqual([[], []]);
  await scene.close();
});

test("keeps what the client asked for beside who answered", async () => {
  const scene = await openScene({ send: scriptedSend([whole]) });
  await scene.send({ json: { model: "fast" } }, { provider: "openai", model: "gpt-4o" });
  const both = expect.objectContaining({ requested_model: "fast", provider: "openai", model: "gpt-4o" });
  expect([await scene.requests(), await scene.calls()]).toEqual([[both], [both]]);
  await scene.close();
});

test("a caller's own key is told from the gateway's, and not by its name", async () => {
  const scene = await openScene({ send: scriptedSend([whole]) });
  const { credentials } = scene.host.providers.get("openai")!;
  await scene.send({}, { credential: { ...credentials[0]!, name: "sk-mine", owner: "caller" } });
  const mine = expect.objectContaining({ credential: null, credential_owner: "caller" });
  expect([await scene.requests(), await scene.calls()]).toEqual([[mine], [mine]]);
  await scene.close();
});

test("what has no price has no cost, and units without a column are kept", async () => {
  const scene = await openScene({
    send: scriptedSend([{ status: 200, usage: { estimated: false, units: { seconds: 1.5, input: 0 } } }]),
  });
  await scene.send({ json: { model: "free/whisper" } });
  const free = expect.objectContaining({
    cost_nano: null,
    price_version: null,
    units: { seconds: 1.5, input: 0 },
    credential_owner: null,
  });
  expect([await scene.requests(), await scene.calls()]).toEqual([[free], [free]]);
  await scene.close();
});

test("a call of a stored request belongs to the request that asked for it", async () => {
  const jobs: (() => Promise<void>)[] = [];
  const scene = await openScene({
    send: scriptedSend([whole]),
    inside: [
      plugin("job", {
        around: (send) => (x, call) => {
          const frozen = scene.host.freeze(x, call);
          jobs.push(async () =>
            (await send(...scene.host.thaw(JSON.parse(JSON.stringify(frozen, asText), asBytes) as typeof frozen))).discard(),
          );
          return reply({ status: 202, body: "{}" });
        },
      }),
    ],
  });
  await scene.send({ headers: { "x-caller": "k1" } });
  await jobs[0]!();
  const [[request], [call]] = [await scene.requests(), await scene.calls()];
  expect(request).toMatchObject({ status: 202, attempts: 0 });
  expect(call).toMatchObject({ request_id: request!["id"], caller_id: "k1", attempt: 1, units, cost_nano: cost });
  await scene.close();
});

const asText = (_key: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { hex: Buffer.from(value).toString("hex") } : value;
const asBytes = (_key: string, value: unknown): unknown =>
  typeof (value as { hex?: unknown } | null)?.hex === "string" ? Buffer.from((value as { hex: string }).hex, "hex") : value;

test("calls keep their number, also when an earlier one is held until a later one has answered", async () => {
  const holds = plugin("holds", {
    around: (send) => async (x, call) => {
      const first = await send(x, call);
      const last = await send(x, { ...call, provider: "anthropic" });
      first.discard();
      return last;
    },
  });
  const scene = await openScene({ send: scriptedSend([whole, whole]), inside: [holds] });
  await scene.send();
  const numbers = Object.fromEntries((await scene.calls()).map(({ provider, attempt }) => [provider, attempt]));
  expect(numbers).toEqual({ openai: 1, anthropic: 2 });
  await scene.close();
});

test("keeps the provider's own status, whatever its client is shown", async () => {
  const error = refuse({ code: "invalid_api_key", status: 401, message: "no", by: "provider", scope: "key" });
  const edge = plugin("edge", { post: (x, shown) => void (shown.status = x.inference ? 502 : shown.status) });
  const scene = await openScene({ send: scriptedSend([{ status: 401, error }]), outside: [edge] });
  expect((await scene.send()).status).toBe(502);
  const kept = expect.objectContaining({ status: 401, ended: "refused", error_code: "invalid_api_key" });
  expect([await scene.requests(), await scene.calls()]).toEqual([[kept], [kept]]);
  await scene.close();
});

test("takes latency and the first event from the host's clock", async () => {
  const slow: Send = async (_x, call) => {
    await scene.host.clock.sleep(120);
    return reply({ status: 200, call, body: source((sink) => void scene.host.clock.after(80, () => sink.end())) });
  };
  const scene = await openScene({ send: slow });
  const ran = scene.send();
  await scene.host.clock.advance(500);
  await ran;
  const times = expect.objectContaining({ latency_ms: 200, first_event_ms: 120 });
  expect([await scene.requests(), await scene.calls()]).toEqual([[times], [times]]);
  await scene.close();
});
