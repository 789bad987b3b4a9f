/** `headgate check`: reports every fault of a config at once, or summarizes it. */
import { type CommandDef, defineCommand } from "citty";
import { ownersTable } from "../overlay/report.ts";
import { inspect } from "./inspect.ts";
import { configArgument, orFail, sourceOptions } from "./options.ts";
import { strictly } from "./strictly.ts";

export const check: CommandDef<typeof configArgument> = defineCommand({
  meta: { name: "check", description: "validate the config without serving it" },
  args: configArgument,
  run: ({ args }) =>
    orFail(async () => {
      strictly(args, configArgument);
      const { source, merged, unread, plugins } = await inspect(sourceOptions(args.config), { stored: true });
      const providers = Object.keys((merged ?? source).config.providers);
      process.stdout.write(`${source.file ?? "no config file (the demo)"}: ok\n`);
      process.stdout.write(
        `  providers: ${providers.join(", ") || "none"}\n  plugins: ${plugins.map(({ name }) => name).join(", ")}\n`,
      );
      if (unread !== undefined) process.stdout.write(`  what was made by API is not shown: ${unread}\n`);
      for (const line of merged ? ownersTable(merged) : []) process.stdout.write(`  ${line}\n`);
    }),
});
