/** `headgate migrate`: brings the tables of every listed plugin to this version without serving; `start` does the same by itself. */
import { migrateTables, createDatabase, type Migrations, whenNeeded } from "@headgate/db";
import { createMemoryStore } from "@headgate/store";
import { type CommandDef, defineCommand } from "citty";
import { systemClock } from "../clock.ts";
import { createGateway } from "../gateway.ts";
import { openOverlayTables } from "../overlay/tables.ts";
import { systemRandom } from "../random.ts";
import { readSource, type Source } from "../source.ts";
import { columns } from "./columns.ts";
import { placeOf } from "../database-place.ts";
import { quiet, saying } from "./database.ts";
import { configArgument, orFail, sourceOptions } from "./options.ts";
import { strictly } from "./strictly.ts";

const migrateArguments: typeof configArgument & {
  readonly "dry-run": { readonly type: "boolean"; readonly description: string };
} = {
  ...configArgument,
  "dry-run": { type: "boolean", description: "say what would be done, and change nothing" },
};

export const migrate: CommandDef<typeof migrateArguments> = defineCommand({
  meta: { name: "migrate", description: "bring the tables of all plugins to this version, without serving" },
  args: migrateArguments,
  run: ({ args }) =>
    orFail(async () => {
      strictly(args, migrateArguments);
      const source = await readSource(sourceOptions(args.config));
      try {
        const asked = await askedBy(source);
        const { options, name } = placeOf(source.config.state);
        const dryRun = args["dry-run"];
        const migrations = await saying(name, () => migrateTables(options, asked, quiet, { dryRun }));
        const rows = migrations.map(({ owner, migration, state }) => [owner, migration, state]);
        process.stdout.write(columns(["owner", "migration", "state"], rows));
      } finally {
        await source.close();
      }
    }),
});

/** Whose tables there will be: the plugins are set up beside the real database, as `check` does it, and tell by what they ask for. */
async function askedBy(source: Source): Promise<ReadonlyMap<string, Migrations>> {
  const db = whenNeeded(() => createDatabase({ driver: "sqlite", file: ":memory:" }, quiet));
  const store = createMemoryStore({ clock: systemClock });
  try {
    const gateway = await createGateway({ ...source, ...quiet, random: systemRandom, store, db });
    await gateway.close(0);
    // The gateway's own.
    await openOverlayTables(db);
    return db.asked;
  } finally {
    store.close();
    await db.close();
  }
}
