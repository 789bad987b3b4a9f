/** One gateway, one database: harmless texts first, then the hostile ones, and what was observed afterwards. */
import type { DatabaseOptions } from "@headgate/db";
import { chat, drive, flush, prepare, type Subject } from "./drive.ts";
import { everyRow, type Rows } from "./rows.ts";
import { openScene, type Scene } from "./scene.ts";
import { type Probe, probeOf } from "./step.ts";

export interface Case {
  readonly text: string;
  readonly turn: Probe["turn"];
  /** Put into what is judged in memory as well. */
  readonly thorough: boolean;
}

export interface Run {
  readonly scene: Scene;
  readonly subject: Subject;
  readonly cases: readonly Case[];
  /** Statements that nobody had said while no text meant harm. */
  readonly added: readonly string[];
  readonly faults: readonly string[];
  readonly rows: Rows;
}

/** What is right somewhere, so that every statement is said. */
const harmless =
  "harmless 10 1h 200 desc name created_at caller provider model day 2100-01-31T12:00:00Z global team openai gpt-4o-mini";
/** More records than one text leaves: an insert names its rows one by one. */
const largestBatch = 40;

export async function begin(options: DatabaseOptions): Promise<Subject> {
  return prepare(await openScene(options));
}

/** Every statement that harmless texts produce. */
export async function benignStatements(subject: Subject): Promise<ReadonlySet<string>> {
  const { scene, used } = subject;
  // Owners that are there, and then are deleted.
  const { fixtures } = await prepare(scene);
  const words = [...harmless.split(" "), ...Object.values(fixtures.ids)];
  for (const turn of ["create", "change"] as const) {
    for (const text of [`harmless ${turn}`, ...words]) await drive(subject, probeOf(text, turn), true);
  }
  for (let count = 1; count <= largestBatch; count++) {
    await Promise.all(Array.from({ length: count }, () => scene.client.send(chat(used))));
    await flush(scene);
  }
  return new Set(scene.statements);
}

export async function run(subject: Subject, cases: readonly Case[], benign: ReadonlySet<string>): Promise<Run> {
  const { scene } = subject;
  const faults: string[] = [];
  for (const { text, turn, thorough } of cases) faults.push(...(await drive(subject, probeOf(text, turn), thorough)));
  const added = [...scene.statements].filter((sql) => !benign.has(sql));
  return { scene, subject, cases, added, faults, rows: await everyRow(scene.db) };
}
