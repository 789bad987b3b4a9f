/** What has to hold after a thousand hostile texts, on whichever database. */
import type { DatabaseOptions } from "@headgate/db";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pathSteps, readSteps } from "./addresses.ts";
import { corpus } from "./corpus.ts";
import { chat, inOrder, type Subject } from "./drive.ts";
import { bodySteps } from "./resources.ts";
import { column } from "./rows.ts";
import { begin, benignStatements, type Case, type Run, run } from "./run.ts";
import { isKept, isTaken, probeOf } from "./step.ts";

export interface Extent {
  /** Fields checked only in memory get every n-th text; fields that reach a statement get all of them. */
  readonly everyInMemory: number;
  /** How many gateways share the texts, each with a database of its own: one works while the others wait for theirs. */
  readonly gateways: number;
}

const patienceMs = 600_000;
/** What is written here is kept by the program around the gateway, not by its plugins. */
const kept = "/api/providers";

export function statementTests(open: () => Promise<DatabaseOptions>, { everyInMemory, gateways }: Extent): void {
  // Most of them change what is there: some lists are read as a whole at every write, and should not grow long.
  const cases = corpus.map((text, i): Case => {
    return { text, turn: (i >> 1) % 4 === 0 ? "create" : "change", thorough: i % everyInMemory === 0 };
  });
  let subjects: readonly Subject[] = [];
  let benign: ReadonlySet<string>;
  let runs: readonly Run[];

  beforeAll(async () => {
    subjects = await inOrder(Array.from({ length: gateways }), async () => begin(await open()));
    benign = await benignStatements(subjects[0]!);
    runs = await Promise.all(
      subjects.map((subject, part) =>
        run(
          subject,
          cases.filter((_, i) => i % gateways === part),
          benign,
        ),
      ),
    );
  }, patienceMs);
  afterAll(() => Promise.all(subjects.map(({ scene }) => scene.close())));

  test("a thousand hostile texts in every field, key, query, path and header add no statement", () => {
    expect(new Set(cases.map(({ text }) => text)).size).toBe(1000);
    expect(benign.size).toBeGreaterThan(100);
    expect(runs.flatMap(({ added }) => added)).toEqual([]);
  });

  test("none of them is answered with a 5xx, and what is taken is shown as it was sent", () => {
    expect(runs.flatMap(({ faults }) => faults).slice(0, 20)).toEqual([]);
  });

  test("the rows hold the very texts that were sent", () => {
    for (const { cases: those, rows } of runs) {
      const made = those.flatMap(({ text, turn }) => (turn === "create" && isTaken(text) ? [text] : []));
      expect(made.length).toBeGreaterThan(150 / gateways);
      for (const [table, ...names] of named) {
        for (const name of names) expect(missing(made, column(rows, `governance_${table}`, name))).toEqual([]);
      }
      const lists = made.map((text) => JSON.stringify([text]));
      for (const name of ["allowed_models", "key_ids"]) {
        expect(missing(lists, column(rows, "governance_provider_configs", name))).toEqual([]);
      }
      const asked = those.flatMap(({ text }) => (isKept(text) && text.length < 240 ? [`openai/${text}`] : []));
      expect(asked.length).toBeGreaterThan(700 / gateways);
      for (const ledger of ["requests", "calls"]) {
        expect(missing(asked, column(rows, `usage_${ledger}`, "requested_model"))).toEqual([]);
      }
    }
  });

  test("every route that takes something had them", () => {
    const { scene, subject } = runs[0]!;
    const { fixtures, spare } = subject;
    const probes = (["create", "change"] as const).map((turn) => probeOf("text", turn));
    const steps = probes.flatMap((probe) => [...readSteps(probe), ...bodySteps(fixtures, probe), ...pathSteps(spare, probe)]);
    const taking = scene.routes.filter(({ method, path }) => (method === "GET" ? /[:*]/.test(path) : !path.startsWith(kept)));
    const left = taking.filter(({ method, path }) => {
      const pattern = new RegExp(`^${path.replace(/:[^/]+/g, "[^/]+").replace("*", ".+")}$`);
      return !steps.some(({ sent }) => sent.method === method && pattern.test(sent.path.split("?", 1)[0]!));
    });
    expect(taking.length).toBeGreaterThan(20);
    expect(left.map(({ method, path }) => `${method} ${path}`)).toEqual([]);
  });

  test("nothing broke inside, and the gateway works as before", async () => {
    for (const { scene, subject } of runs) {
      expect(scene.complaints).toEqual([]);
      expect(await scene.client.send(chat(subject.used))).toMatchObject({ status: 200 });
    }
  });
}

const named = [
  ["customers", "name"],
  ["teams", "name"],
  ["virtual_keys", "name", "description"],
  ["routing_rules", "name", "description"],
  ["model_configs", "model_name", "provider"],
  ["provider_configs", "provider"],
] as const;

function missing(wanted: readonly string[], found: readonly unknown[]): readonly string[] {
  const all = new Set(found);
  return wanted.filter((text) => !all.has(text));
}
