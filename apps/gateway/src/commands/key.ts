/** `headgate key`: makes, lists and revokes admin keys, whether a gateway runs or not; one that does sees it within a second. */
import { type AdminKeys, type KeptAdminKey, openAdminKeys } from "@headgate/plugin-auth";
import { type CommandDef, defineCommand } from "citty";
import { systemClock } from "../clock.ts";
import { systemRandom } from "../random.ts";
import { readSource, type Source } from "../source.ts";
import { columns } from "./columns.ts";
import { placeOf } from "../database-place.ts";
import { withDatabase } from "./database.ts";
import { expiryAfter } from "./expiry.ts";
import { configArgument, orFail, sourceOptions } from "./options.ts";
import { strictly } from "./strictly.ts";

const createArguments = {
  name: { type: "string", description: "what it is called in logs and to revoke it; without one it gets one" },
  expires: { type: "string", description: "how long it lives, such as 12h, 90d or 52w; without it, until it is revoked" },
  ...configArgument,
} as const;

const create: CommandDef<typeof createArguments> = defineCommand({
  meta: { name: "create", description: "make an admin key and print it, once" },
  args: createArguments,
  run: ({ args }) =>
    orFail(async () => {
      strictly(args, createArguments);
      const { name, expires, config } = args;
      const expiresAt = expires === undefined ? undefined : expiryAfter(systemClock.now(), expires);
      await withAdminKeys(config, async (keys, { source, place }) => {
        refuseWithoutUse(source, name);
        const { key, value } = await keys.create({ name, expiresAt });
        say(`admin key "${key.name}", which ${endOf(key)}, is kept as a hash in ${place}. This is the only time it is shown:`);
        process.stdout.write(`${value}\n`);
      });
    }),
});

const list: CommandDef<typeof configArgument> = defineCommand({
  meta: { name: "list", description: "list the admin keys, without their values" },
  args: configArgument,
  run: ({ args }) =>
    orFail(async () => {
      strictly(args, configArgument);
      await withAdminKeys(args.config, async (keys) => {
        const rows = (await keys.list()).map((key) => [key.name, iso(key.createdAt), iso(key.expiresAt), stateOf(key)]);
        process.stdout.write(columns(["name", "created", "expires", "state"], rows));
      });
    }),
});

const revokeArguments = {
  name: { type: "positional", description: "the name of the key", required: true },
  ...configArgument,
} as const;

const revoke: CommandDef<typeof revokeArguments> = defineCommand({
  meta: { name: "revoke", description: "end an admin key, everywhere within a second" },
  args: revokeArguments,
  run: ({ args }) =>
    orFail(async () => {
      strictly(args, revokeArguments);
      await withAdminKeys(args.config, async (keys) => {
        const { name } = await keys.revoke(args.name);
        say(`admin key "${name}" is revoked`);
      });
    }),
});

export const key: CommandDef = defineCommand({
  meta: { name: "key", description: "make, list and revoke admin keys" },
  subCommands: { create, list, revoke },
});

interface Where {
  readonly source: Source;
  readonly place: string;
}

async function withAdminKeys(file: string | undefined, work: (keys: AdminKeys, where: Where) => Promise<void>): Promise<void> {
  const source = await readSource(sourceOptions(file));
  try {
    const place = placeOf(source.config.state);
    await withDatabase(place, (db) => work(openAdminKeys(db, systemClock, systemRandom), { source, place: place.name }));
  } finally {
    await source.close();
  }
}

/** A key that nobody would check, or a name that means another key in the log. */
function refuseWithoutUse({ plugins }: Source, name: string | undefined): void {
  const uses = plugins.filter(({ spec }) => spec.name === "auth");
  if (uses.length === 0) throw new Error("no auth plugin is listed that could check an admin key");
  const { keys = [], adminKeys = [] } = (uses[0]!.options ?? {}) as Record<
    "keys" | "adminKeys",
    { name?: unknown }[] | undefined
  >;
  if (name !== undefined && [...keys, ...adminKeys].some((other) => other.name === name))
    throw new Error(`a key of the config is named ${JSON.stringify(name)}: choose another name`);
}

function endOf({ expiresAt }: KeptAdminKey): string {
  return expiresAt === undefined ? "does not expire" : `expires ${iso(expiresAt)}`;
}

function stateOf({ expiresAt, revokedAt }: KeptAdminKey): string {
  if (revokedAt !== undefined) return `revoked ${iso(revokedAt)}`;
  return expiresAt !== undefined && expiresAt <= systemClock.now() ? "expired" : "active";
}

function iso(time: number | undefined): string {
  return time === undefined ? "never" : new Date(time).toISOString();
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
