/** The command line. */
import { defineCommand, runMain } from "citty";
import { createRequire } from "node:module";
import { check } from "./commands/check.ts";
import { explain } from "./commands/explain.ts";
import { key } from "./commands/key.ts";
import { migrate } from "./commands/migrate.ts";
import { schema } from "./commands/schema.ts";
import { start } from "./commands/start.ts";
import { showUsage } from "./commands/usage.ts";

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

const main = defineCommand({
  meta: { name: "headgate", version, description: "A gateway for LLM traffic, composed of plugins by one config file." },
  subCommands: { start, check, explain, schema, key, migrate },
});

await runMain(main, { showUsage });
