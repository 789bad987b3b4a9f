/** Who exists and what each may use: one snapshot that requests read, and the writes that replace it. */
import type { Host } from "@headgate/core";
import { openTables, watchRevision } from "@headgate/db";
import type { Customer, Directory, Limited, ModelConfig, RoutingRule, Team, VirtualKey } from "../model.ts";
import { catchUp } from "./catch-up.ts";
import { customerWrites } from "./customers.ts";
import type {
  Change,
  CustomerDraft,
  LimitedDraft,
  ModelConfigDraft,
  RoutingRuleDraft,
  TeamDraft,
  VirtualKeyDraft,
} from "./drafts.ts";
import type { UseHost } from "./kept-use.ts";
import { migrations } from "./migrations.ts";
import { modelConfigWrites } from "./model-configs.ts";
import { providerWrites } from "./provider-limits.ts";
import { ruleWrites } from "./routing-rules.ts";
import { emptyDirectory } from "./snapshot.ts";
import type { Tables } from "./tables.ts";
import { teamWrites } from "./teams.ts";
import { virtualKeyWrites } from "./virtual-keys.ts";
import { createNoWriter, createWriter, type Writer } from "./writer.ts";

/** Each is one transaction. Rejects with a RefusalError: 400 (which names the field), 404, 409, and 503 if the database is down. */
export interface Writes<Resource, Draft> {
  create(draft: Draft): Promise<Resource>;
  update(id: string, change: Change<Draft>): Promise<Resource>;
  delete(id: string): Promise<void>;
}

/** A key and its value, which is stored nowhere: shown now or never. */
export interface Issued {
  readonly virtualKey: VirtualKey;
  readonly value: string;
}

export interface DirectoryStore {
  /** The current snapshot; never changed, only replaced. */
  readonly current: Directory;
  readonly virtualKeys: Omit<Writes<VirtualKey, VirtualKeyDraft>, "create"> & {
    create(draft: VirtualKeyDraft): Promise<Issued>;
    /** The old value works for `graceMs` more; the one before that no longer does. */
    rotate(id: string, graceMs: number): Promise<Issued>;
  };
  readonly teams: Writes<Team, TeamDraft>;
  readonly customers: Writes<Customer, CustomerDraft>;
  readonly modelConfigs: Writes<ModelConfig, ModelConfigDraft>;
  /** By the provider's name. `update` creates what does not exist. */
  readonly providers: Pick<Writes<Limited, LimitedDraft>, "update" | "delete">;
  readonly rules: Writes<RoutingRule, RoutingRuleDraft>;
  /** Stops watching for what other replicas write. */
  close(): void;
}

/** What a directory needs of the host. Without a database it is empty and every write rejects with 503. */
export type DirectoryHost = Pick<Host, "db"> & UseHost;

export async function createDirectory(host: DirectoryHost): Promise<DirectoryStore> {
  const { db: place, clock, random } = host;
  if (!place)
    return storeOf(
      () => emptyDirectory,
      createNoWriter(random),
      () => {},
    );
  const db = await openTables<Tables>(place, owner, migrations);
  let seen = await catchUp(db);
  const refresh = inTurns(async () => (seen = await catchUp(db, seen)).directory);
  const writer = createWriter({ db, host, revision: owner, refresh });
  const stop = watchRevision(place, owner, watchMs, clock, async () => void (await refresh()));
  return storeOf(() => seen.directory, writer, stop);
}

/** The name of its tables and of their revision. */
const owner = "governance";
/** A write by another replica is seen within this plus the time to read it. */
const watchMs = 250;

function storeOf(read: () => Directory, writer: Writer, close: () => void): DirectoryStore {
  return {
    get current() {
      return read();
    },
    virtualKeys: virtualKeyWrites(writer),
    teams: teamWrites(writer),
    customers: customerWrites(writer),
    modelConfigs: modelConfigWrites(writer),
    providers: providerWrites(writer),
    rules: ruleWrites(writer),
    close,
  };
}

/** One after another, so that an older read never replaces a newer one; those who wait for the same turn share it. */
function inTurns<T>(work: () => Promise<T>): () => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  let next: Promise<T> | undefined;
  return () => {
    if (next) return next;
    const turn = last.then(() => {
      next = undefined;
      return work();
    });
    last = turn.catch(() => {});
    return (next = turn);
  };
}
