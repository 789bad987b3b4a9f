/** A real SQLite database that can be taken away and given back, and that counts what is written into it. */
import { type Db, RefusalError } from "@headgate/core";
import type { Kysely } from "@headgate/db";
import type { CompiledQuery } from "kysely";
import type { Tables } from "../src/tables.ts";

export interface Lossy {
  readonly db: Db;
  /** Inserts into the tables, or into this one, find the database gone. */
  away(table?: keyof Tables): void;
  /** Inserts are done, but whoever asked for them hears that the database is gone. */
  silent(): void;
  back(): void;
  /** Statements that were let through. */
  inserts(): number;
}

interface Opened {
  readonly kysely: Kysely<Tables>;
}

export function lossy(real: Db): Lossy {
  let lost: keyof Tables | "all" | "answers" | undefined;
  let inserts = 0;
  const opened = real["~db"] as Opened;
  const kysely = new Proxy(opened.kysely, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== "function") return member;
      if (name !== "executeQuery") return member.bind(target) as unknown;
      return async (query: CompiledQuery) => {
        const table = /^insert into "(\w+)"/.exec(query.sql)?.[1];
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
  };
}

/** Rows in the tables, behind the back of whatever is away. */
export async function kept(real: Db): Promise<{ readonly requests: number; readonly calls: number }> {
  const { kysely } = real["~db"] as Opened;
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
