/** Whatever a provider does wrong: an honest status while nothing was promised, an error on the stream once something was. */
import type { Fault } from "@headgate/simulator";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { chat, framesOf, hear, responses } from "./operations.ts";
import { hastyTimeouts, openScene, type Scene } from "./scene.ts";

interface Row {
  readonly what: string;
  readonly fault: Fault;
  /** The status while nothing was sent, or "after": some text came before it. */
  readonly streamed: 502 | 504 | "after";
  readonly whole: 200 | 502 | 504;
}

const rows: readonly Row[] = [
  { what: "an error as the first event", fault: { errorFirst: true }, streamed: 502, whole: 502 },
  { what: "an error after the opening event", fault: { errorAfter: 1 }, streamed: 502, whole: 502 },
  { what: "an error after 20 events", fault: { errorAfter: 20 }, streamed: "after", whole: 502 },
  { what: "a damaged first event", fault: { malformedAfter: 0 }, streamed: 502, whole: 502 },
  { what: "a damaged event after 20", fault: { malformedAfter: 20 }, streamed: "after", whole: 502 },
  { what: "no terminator", fault: { noDone: true }, streamed: "after", whole: 200 },
  { what: "silence after the opening event", fault: { stallAfter: 1 }, streamed: 504, whole: 504 },
  { what: "silence after 20 events", fault: { stallAfter: 20 }, streamed: "after", whole: 504 },
  { what: "no answer at all", fault: { hang: true }, streamed: 504, whole: 504 },
  { what: "headers, and then no event", fault: { delayFirstEventMs: 60_000 }, streamed: 504, whole: 504 },
  { what: "a content type that nobody asked for", fault: { contentType: "text/html" }, streamed: 502, whole: 502 },
  { what: "a whole body for a stream", fault: { body: { object: "chat.completion" } }, streamed: 502, whole: 200 },
  { what: "an empty body", fault: { emptyBody: true }, streamed: 502, whole: 502 },
  { what: "a clean end after the opening event", fault: { cutAfter: 1 }, streamed: 502, whole: 502 },
  { what: "a torn connection before the headers", fault: { resetAfter: 0 }, streamed: 502, whole: 502 },
  { what: "a torn connection after 20 events", fault: { resetAfter: 20 }, streamed: "after", whole: 502 },
];

const table = rows.map((row, i) => ({ ...row, model: `row-${i}` }));
let scene: Scene;
beforeAll(async () => {
  scene = await openScene(table.map(({ model }) => model));
  scene.simulator.script(table.map(({ model, fault }) => ({ model, events: 40, ...fault })));
});
afterAll(() => scene?.close());

const cases = table.flatMap((row) => [chat, responses].map((operation) => ({ ...row, operation, name: operation.name })));

describe.concurrent.each(cases)("$name: $what", ({ model: row, fault, streamed, whole, operation }) => {
  const isSilent = fault.hang === true || fault.stallAfter !== undefined || fault.delayFirstEventMs !== undefined;
  const model = `${isSilent ? "hasty" : "openai"}/${row}`;
  const { path, body, listeners, success } = operation;

  test("a blocking request is told by its status", async ({ expect }) => {
    const response = await scene.post(path(model, false), body(model, false));
    expect(response.status).toBe(whole);
    expect(response.headers.get("content-type")).toBe("application/json");
    const answer = (await response.json()) as { readonly error?: { readonly message: string } };
    if (whole >= 500) expect(answer.error!.message).toMatch(/^(?:inference failed: |The server had an error)/);
    else expect(answer.error ?? null).toBeNull();
  });

  test("a streaming request is told by its status, or by its last frame", async ({ expect }) => {
    const response = await scene.post(path(model, true), body(model, true));
    expect(response.status).toBe(streamed === "after" ? 200 : streamed);
    expect(response.headers.get("content-type")).toBe(
      streamed === "after" ? "text/event-stream; charset=utf-8" : "application/json",
    );
    const raw = await response.text();
    expect(raw).not.toContain(success);
    if (streamed === "after") expect(JSON.stringify(framesOf(raw).slice(-2))).toMatch(/"error":\{"message"/);
    else expect(JSON.parse(raw)).toMatchObject({ error: { message: expect.any(String) as string, type: "server_error" } });
  });

  test.each(listeners)("$name throws, after the text if there was any", async ({ pieces, statusOf }) => {
    const { text, error } = await hear(pieces(scene.gateway, model));
    expect(statusOf(error)).toBe(streamed === "after" ? undefined : streamed);
    expect(text).toMatch(streamed === "after" ? /^You said: "hi"/ : /^$/);
  });
});

test("a timeout says which wait it was and cancels the call", async () => {
  const hung = scene.simulator.calls.filter(({ model }) => rows[Number(model!.slice(4))]!.fault.hang);
  expect(hung.length).toBeGreaterThan(0);
  // By itself none of them would ever end. To the millisecond it is tested by a hand-moved clock.
  for (const call of hung) expect(await call.waitForAbort()).toBeLessThan(call.startedAt + hastyTimeouts.totalMs);
  const response = await scene.post(chat.path("hasty/row-8", false), chat.body("hasty/row-8", false));
  const { error } = (await response.json()) as { error: object };
  expect(error).toMatchObject({ code: "timeout", message: expect.stringContaining("request timeout") as string });
});
