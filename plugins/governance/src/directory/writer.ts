/** Every write: one transaction, told to the other replicas, and the new snapshot when it is done. */
import { bump, isUniqueViolation, type Kysely, type Transaction } from "@headgate/db";
import type { Random, RefusalError } from "@headgate/core";
import type { Directory } from "../model.ts";
import { type ChangeKind, recordChanges, type Touched } from "./changes.ts";
import { keepUse, type Moved, type UseHost } from "./kept-use.ts";
import { notFound, nothingKept } from "./refusals.ts";
import type { Tables } from "./tables.ts";

/** One write under way. */
export interface Writing {
  readonly trx: Transaction<Tables>;
  /** Of everything that is written with it. */
  readonly now: number;
  uuid(): string;
  /** Says what is written; who says nothing has everything read anew. */
  touch(kind: ChangeKind, id?: string): void;
  /** Says of a limit that it may count in other periods now. */
  move(limit: Moved): void;
}

export interface Writer {
  readonly random: Random;
  /** `collision` is what a name that somebody has already is answered with. */
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
          // First, so that writers of all replicas go one after the other.
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

/** Where nothing is kept: says so. */
export function createNoWriter(random: Random): Writer {
  return {
    random,
    write: () => Promise.reject(nothingKept()),
  };
}

/** Of the snapshot after the write: another replica may have deleted it meanwhile. */
export function found<T>(resource: T | undefined, what: string): T {
  if (resource === undefined) throw notFound(what);
  return resource;
}
