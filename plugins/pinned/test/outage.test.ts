/** A database that is away: what is in memory is served, what is not is said to be unknown for now, and no answer is lost. */
import { type Db, deliver, RefusalError } from "@headgate/core";
import { createDatabase } from "@headgate/db";
import { createHost, type TestHost } from "@headgate/testkit";
import type { CompiledQuery, Kysely } from "kysely";
import { expect, test } from "vitest";
import { createPins } from "../src/pins.ts";
import { createScene, events, inPieces, made, native, openScene, other, responses, type Scene } from "./scene.ts";

test("an id that is not in memory is refused 503 until it is back, and nothing is asked of any provider", async () => {
  const { scene, away, back } = await openLossy();
  away();
  for (const request of [native("GET", "/v1/files/file-9"), responses({ previous_response_id: "r", conversation: "c" })]) {
    const { status, ran, asked } = await scene.send(request);
    expect([status, asked]).toEqual([503, []]);
    expect(ran.error).toMatchObject({ code: "pin_unavailable", by: "pinned" });
  }
  expect(await scene.send(responses())).toMatchObject({ status: 200 });
  back();
  expect(await scene.send(native("GET", "/v1/files/file-9"))).toMatchObject({ status: 200 });
  await scene.close();
});

test("what is made meanwhile is answered and in memory, and the log says so once", async () => {
  const { scene, away, back } = await openLossy();
  away();
  for (const id of ["file-1", "file-2", "file-3"]) {
    const { ran } = await scene.send(native("POST", "/v1/files"), { call: other, answer: inPieces({ id }) });
    expect(JSON.parse(ran.body)).toEqual({ id });
    expect(await scene.send(native("GET", `/v1/files/${id}`))).toMatchObject({ asked: ["azure/a1"] });
  }
  back();
  await made(scene, "/v1/files", { id: "file-4" });
  expect(scene.host.logged.filter(({ level }) => level !== "debug").map(({ level, message }) => `${level}: ${message}`)).toEqual([
    "warn: what providers store is remembered in this process only: the database accepts no writes",
    "info: what providers store is remembered in the database again",
  ]);
  await scene.close();
});

test.each([
  ["in memory", { id: "file-1" }],
  ["in pieces", inPieces({ id: "file-1" }, 4)],
])("an answer %s leaves only when what it made is written", async (_how, answer) => {
  const { scene, hold } = await openLossy();
  const release = hold();
  const bytes: Uint8Array[] = [];
  const pending = Promise.resolve(scene.start(native("POST", "/v1/files"), { call: other, answer })).then((out) =>
    deliver(out, { write: (some) => void bytes.push(some), end() {}, fail() {} }),
  );
  await scene.host.clock.advance(0);
  expect(bytes).toEqual([]);
  release();
  await pending;
  await scene.host.clock.advance(0);
  expect(Buffer.concat(bytes).toString()).toBe('{"id":"file-1"}');
  await scene.close();
});

test("a client that leaves while its answer is held back is sent nothing more", async () => {
  const { scene, hold } = await openLossy();
  const release = hold();
  const bytes: Uint8Array[] = [];
  const out = await scene.start(native("POST", "/v1/files"), { call: other, answer: inPieces({ id: "file-1" }) });
  deliver(out, { write: (some) => void bytes.push(some), end() {}, fail() {} }).abort();
  release();
  await scene.host.clock.advance(0);
  expect(bytes).toEqual([]);
  expect(await scene.send(native("GET", "/v1/files/file-1"))).toMatchObject({ asked: ["azure/a1"] });
  await scene.close();
});

test("an answer that breaks off while it is held back breaks off for its client, with the bytes that came", async () => {
  const { scene } = await openLossy();
  const why = { code: "upstream_error", status: 502, message: "lost", by: "gateway", scope: "target" } as const;
  const body = {
    start: (sink: Parameters<typeof deliver>[1]) => (sink.write(Buffer.from('{"id":')), sink.fail(why)),
    pause() {},
    resume() {},
    cancel() {},
  };
  const headers = { "content-type": "application/json" };
  const { ran } = await scene.send(native("POST", "/v1/files"), { answer: { status: 200, headers, body } });
  expect([ran.body, ran.failed?.code, ran.outcome.ended]).toEqual(['{"id":', "upstream_error", "cut"]);
  await scene.close();
});

test("the end waits for what a stream has made to be written", async () => {
  const { scene, hold } = await openLossy();
  const release = hold();
  const text = 'data: {"type":"response.created","response":{"id":"resp_s"}}\n\n';
  await scene.send(responses({ stream: true }), { call: other, answer: events(text) });
  let closed = false;
  const closing = scene.close().then(() => (closed = true));
  await scene.host.clock.advance(0);
  expect(closed).toBe(false);
  release();
  await closing;
});

test("memory has a bound, beyond which the oldest are left to the database", () => {
  const host = createHost();
  const pins = createPins({ host, most: 2 });
  const pin = { provider: "azure", key: "a1", owner: "", created: 0 };
  for (const id of ["a", "b", "a", "c"]) void pins.remember(id, pin);
  expect(["a", "b", "c"].map((id) => pins.find(id))).toEqual([pin, undefined, pin]);
});

interface Lossy {
  readonly scene: Scene;
  away(): void;
  back(): void;
  /** Statements wait until what is returned is called. */
  hold(): () => void;
}

async function openLossy(): Promise<Lossy> {
  const real = await createMemory(createHost());
  let lost = false;
  let held: Promise<void> | undefined;
  const opened = real["~db"] as { readonly kysely: Kysely<unknown> };
  const kysely = new Proxy(opened.kysely, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      if (name !== "executeQuery") return member.bind(target) as unknown;
      return async (query: CompiledQuery) => {
        await held;
        if (lost) throw new RefusalError({ code: "database_unavailable", status: 503, message: "away" });
        return target.executeQuery(query);
      };
    },
  });
  return {
    scene: await openScene({ host: createScene({ "~db": { ...opened, kysely } }) }),
    away: () => void (lost = true),
    back: () => void (lost = false),
    hold() {
      let release = (): void => {};
      held = new Promise((resolve) => (release = resolve));
      return release;
    },
  };
}

function createMemory({ log, clock }: TestHost): Promise<Db> {
  return createDatabase({ driver: "sqlite", file: ":memory:" }, { log, clock });
}
