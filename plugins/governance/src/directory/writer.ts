/** Every write: one transaction, announced to the other replicas, then a new snapshot. */
import { bump, isUniqueViolation, type Kysely, type Transaction } from "@headgate/db";
import type { Random, RefusalError } from "@headgate/core";
import type { Directory } from "../model.ts";
import { type ChangeKind, recordChanges, type Touched } from "./changes.ts";
import { keepUse, type Moved, type UseHost } from "./kept-use.ts";
import { notFound, nothingKept } from "./refusals.ts";
import type { Tables } from "./tables.ts";

/** One write in progress. */
export interface Writing {
  readonly trx: Transaction<Tables>;
  /** The time of everything written with it. */
  readonly now: number;
  uuid(): string;
  /** Reports what is written; a write that reports nothing makes everything be read again. */
  touch(kind: ChangeKind, id?: string): void;
  /** Reports that a limit may now count in other periods. */
  move(limit: Moved): void;
}

export interface Writer {
  readonly random: Random;
  /** `collision` is the refusal of a name that is already taken. */
  write<T>(work: (on: Writing) => Promise<T>, collision?: RefusalError): Promise<Written<T>>;
}

export interface Written<T> {
  readonly result: T;
  readonly directory: Directory;
}

export interface WriterParts {
  readonly db: Kysely<Tables>;
  readonly host: UseHost;
  readonly revision: string;
  /** Reads what was written. */
  refresh(): Promise<Directory>;
}

export function createWriter({ db, host, revision, refresh }: WriterParts): Writer {
  const { clock, random } = host;
  return {
    random,
    async write(work, collision) {
      try {
        const moved: Moved[] = [];
        const result = await db.transaction().execute(async (trx) => {
          // First, so that the writers of all replicas go one after another.
          await bump(trx, revision);
          const touched: Touched[] = [];
          const touch: Writing["touch"] = (kind, id = "") => void touched.push({ kind, id });
          const move: Writing["move"] = (limit) => void moved.push(limit);
          const done = await work({ trx, now: clock.now(), uuid: () => random.uuid(), touch, move });
          if (touched.length === 0) touch("all");
          await recordChanges(trx, touched);
          return done;
        });
        const directory = await refresh();
        await keepUse(moved, host);
        return { result, directory };
      } catch (error) {
        if (collision && isUniqueViolation(error)) throw collision;
        throw error;
      }
    },
  };
}

/** Refuses because nothing is stored. */
export function createNoWriter(random: Random): Writer {
  return {
    random,
    write: () => Promise.reject(nothingKept()),
  };
}

/** Reads the snapshot after the write: another replica may have deleted it meanwhile. */
export function found<T>(resource: T | undefined, what: string): T {
  if (resource === undefined) throw notFound(what);
  return resource;
}
