/** What one replica remembers, all do, and nothing in the database reveals an id. */
import { createRetention, type Database, type Kysely } from "@headgate/db";
import { createHost, type TestHost } from "@headgate/testkit";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { digestOf } from "../src/pin.ts";
import { ending, openPinTables, type Tables } from "../src/tables.ts";
import { named, type Place, postgres, sqlite } from "../../../scripts/servers/databases.ts";
import { createScene, events, inPieces, made, native, openScene, other, responses, type Scene } from "./scene.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
afterAll(() => Promise.all([sqlite.close(), postgres.close()]), 60_000);

describe.each(named(sqlite, postgres))("on %s", (_name, place) => {
  describe.skipIf(place.missing !== undefined)("two replicas", () => {
    beforeAll(async () => (await place.open(createHost())).close(), 60_000);

    test("know of each other's things as soon as the answer has come, in memory or in pieces", async () => {
      const { one, two } = await openTwo(place);
      await made(one, "/v1/files", { id: "file-1" }, "ann");
      expect(await two.send(native("GET", "/v1/files/file-1"), { caller: "ann" })).toMatchObject({ asked: ["azure/a2"] });
      expect(await two.send(native("GET", "/v1/files/file-1"), { caller: "bob" })).toMatchObject({ status: 404, asked: [] });
      await one.send(native("POST", "/v1/batches"), {
        call: other,
        answer: inPieces({ id: "batch_1", output_file_id: "file-out" }, 9),
      });
      expect(await two.send(native("GET", "/v1/files/file-out/content"))).toMatchObject({ asked: ["azure/a1"] });
    });

    test("know of a stream's response soon after its first event", async () => {
      const { one, two } = await openTwo(place);
      const text = 'data: {"type":"response.created","response":{"id":"resp_s"}}\n\n';
      await one.send(responses({ stream: true }), { call: other, answer: events(text) });
      await one.close();
      expect(await two.send(native("GET", "/v1/responses/resp_s"))).toMatchObject({ asked: ["azure/a1"] });
    });

    test("keep an id with whom it was first, and with where it was last for that one", async () => {
      const { one, two } = await openTwo(place);
      await made(one, "/v1/files", { id: "file-1" }, "ann");
      await two.send(native("POST", "/v1/files"), { caller: "bob", answer: { id: "file-1" } });
      expect(await two.send(native("GET", "/v1/files/file-1"), { caller: "bob" })).toMatchObject({ status: 404 });
      await two.send(native("POST", "/v1/files"), { caller: "ann", answer: { id: "file-1" } });
      const { one: late } = await again(place);
      expect(await late.send(native("GET", "/v1/files/file-1"), { caller: "ann" })).toMatchObject({ asked: ["openai/o1"] });
    });

    test("forget what was deleted", async () => {
      const { one, two, tables } = await openTwo(place);
      await made(one, "/v1/files", { id: "file-1" });
      await two.send(native("DELETE", "/v1/files/file-1"), { answer: {} });
      expect(await two.send(native("GET", "/v1/files/file-1"))).toMatchObject({ asked: ["openai/-"] });
      expect(await idsIn(tables)).toEqual([]);
    });

    test("write down digests, also of ids that no database would like", async () => {
      const { one, two, tables } = await openTwo(place);
      const ids = ["x'; drop table pinned; --", "nul\u0000nul", "__proto__", "é".repeat(5000)];
      for (const id of ids) {
        await made(one, "/v1/files", { id }, "ann");
        expect(await two.send(native("GET", `/v1/files/${encodeURIComponent(id)}`), { caller: "ann" })).toMatchObject({
          asked: ["azure/a2"],
        });
      }
      expect(await idsIn(tables)).toEqual(ids.map(digestOf).sort());
    });

    test("remember responses for the configured time, and everything else until it is deleted", async () => {
      const { one, two, tables } = await openTwo(place, { responsesDays: 2 });
      await made(one, "/v1/responses", { id: "resp_1" });
      await made(one, "/v1/files", { id: "file-1" });
      for (const [ms, asked] of [
        [2 * dayMs - 1, "azure/a2"],
        [1, "openai/-"],
      ] as const) {
        await one.host.clock.advance(ms);
        for (const scene of [one, two]) {
          expect(await scene.send(native("GET", "/v1/responses/resp_1"))).toMatchObject({ asked: [asked] });
          expect(await scene.send(native("GET", "/v1/files/file-1"))).toMatchObject({ asked: ["azure/a2"] });
        }
      }
      // An hour's round is left out while the one before it still runs.
      for (let i = 0; i < 100 && (await idsIn(tables)).length > 1; i++) await one.host.clock.advance(hourMs);
      expect(await idsIn(tables)).toEqual([digestOf("file-1")]);
    });

    test("delete a backlog a few at a time, each row once between them, and stop when they are closed", async () => {
      const host = createHost();
      const dbs = [await place.open(host), await place.again(host)];
      const [mine, theirs] = [await openPinTables(dbs[0]!), await openPinTables(dbs[1]!)];
      await fill(mine, 450, host.clock.now() - 1);
      const retentions = [mine, theirs].map((tables) => createRetention({ host, tables, what: "pins", from: ending, keepMs: 0 }));
      for (const one of retentions) one.start();
      for (let i = 0; i < 1000 && (await idsIn(mine)).length > 0; i++) await host.clock.advance(50);
      await Promise.all(retentions.map((one) => one.close()));
      const counts = host.logged.map(({ fields }) => (fields as { pins: number }).pins);
      expect(counts.reduce((sum, count) => sum + count, 0)).toBe(450);
      expect(host.clock.pending).toBe(0);
      await Promise.all(dbs.map((db) => db.close()));
    });
  });
});

interface Two {
  readonly one: Scene;
  readonly two: Scene;
  readonly tables: Kysely<Tables>;
}

async function openTwo(place: Place, options = {}): Promise<Two> {
  const { clock } = createHost();
  const host = createHost({ clock });
  const dbs = [await place.open(host), await place.again(host)];
  const tables = await openPinTables(dbs[0]!);
  const [one, two] = [await replica(dbs[0]!, clock, options), await replica(dbs[1]!, clock, options)];
  return { one, two, tables };
}

/** One that starts later, with nothing in memory. */
async function again(place: Place): Promise<{ readonly one: Scene }> {
  const host = createHost();
  return { one: await replica(await place.again(host), host.clock, {}) };
}

async function replica(db: Database, clock: TestHost["clock"], options: object): Promise<Scene> {
  const scene = await openScene({ options, host: createScene(db, undefined, clock) });
  onTestFinished(async () => {
    await scene.close();
    await db.close();
  });
  return scene;
}

async function idsIn(tables: Kysely<Tables>): Promise<readonly string[]> {
  const rows = await tables.selectFrom("pinned").select("id").execute();
  return rows.map(({ id }) => id).sort();
}

async function fill(tables: Kysely<Tables>, count: number, now: number): Promise<void> {
  const row = { provider: "azure", credential: "a2", owner: "", created_at: 0, expires_at: now };
  for (let from = 0; from < count; from += 50) {
    const rows = Array.from({ length: 50 }, (_, i) => ({ id: `id-${from + i}`, ...row }));
    await tables.insertInto("pinned").values(rows).execute();
  }
}
