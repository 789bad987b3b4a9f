/** A real SQLite database that can be taken away and given back, and that counts what is written into it. */
import { type Db, RefusalError, reply, type Send } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import type { UsageOptions } from "@headgate/plugin-usage";
import { createHost } from "@headgate/testkit";
import type { CompiledQuery } from "kysely";
import type { Tables } from "../src/tables.ts";
import { createKeeper, createMemory, openScene, type Scene } from "./scene.ts";

export interface Lossy {
  readonly db: Db;
  /** Inserts into the tables, or into this one, find the database gone. */
  away(table?: keyof Tables): void;
  /** Inserts are done, but whoever asked for them hears that the database is gone. */
  silent(): void;
  back(): void;
  /** Statements that were let through. */
  inserts(): number;
  /** The same and those that were not. */
  tries(): number;
}

/** What stands behind a database. */
export interface KyselyOf {
  readonly kysely: Kysely<Tables>;
}

export const send: Send = (_x, call) =>
  reply({ status: 200, call, body: "{}", usage: { estimated: false, units: { input: 1 } } });

/** A scene whose only timers are the ledger's. */
export async function openLossy(options: UsageOptions = {}): Promise<Lossy & { readonly scene: Scene; readonly real: Db }> {
  const real = await createMemory(createHost());
  const watched = lossy(real);
  const host = await createKeeper(watched.db);
  return { ...watched, real, scene: await openScene({ send, options: { retentionDays: "forever", ...options }, host }) };
}

export function said({ host }: Scene): readonly string[] {
  return host.logged.map(({ message }) => message);
}

function lossy(real: Db): Lossy {
  let lost: keyof Tables | "all" | "answers" | undefined;
  let inserts = 0;
  let tries = 0;
  const opened = real["~db"] as KyselyOf;
  const kysely = new Proxy(opened.kysely, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      if (name !== "executeQuery") return member.bind(target) as unknown;
      return async (query: CompiledQuery) => {
        const table = /^insert into "(\w+)"/.exec(query.sql)?.[1];
        tries += 1;
        if (lost === "all" || lost === table) throw gone();
        inserts += 1;
        const result = await target.executeQuery(query);
        if (lost === "answers" && table !== undefined) throw gone();
        return result;
      };
    },
  });
  return {
    db: { "~db": { ...opened, kysely } },
    away: (table) => void (lost = table ?? "all"),
    silent: () => void (lost = "answers"),
    back: () => void (lost = undefined),
    inserts: () => inserts,
    tries: () => tries,
  };
}

/** Rows in the tables, behind the back of whatever is away. */
export async function kept(real: Db): Promise<{ readonly requests: number; readonly calls: number }> {
  const { kysely } = real["~db"] as KyselyOf;
  const count = async (table: keyof Tables): Promise<number> => {
    const { rows } = await kysely
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as("rows"))
      .executeTakeFirstOrThrow();
    return rows;
  };
  return { requests: await count("usage_requests"), calls: await count("usage_calls") };
}

function gone(): RefusalError {
  return new RefusalError({ code: "database_unavailable", status: 503, message: "the database is not available right now" });
}
