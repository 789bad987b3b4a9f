/** `headgate explain`: draws the pipeline that a config comes to. */
import { type CommandDef, defineCommand } from "citty";
import { explainTree } from "@headgate/config";
import { inspect } from "./inspect.ts";
import { configArgument, orFail, sourceOptions } from "./options.ts";
import { strictly } from "./strictly.ts";

export const explain: CommandDef<typeof configArgument> = defineCommand({
  meta: { name: "explain", description: "draw the pipeline of the config" },
  args: configArgument,
  run: ({ args }) =>
    orFail(async () => {
      strictly(args, configArgument);
      const { plugins } = await inspect(sourceOptions(args.config));
      process.stdout.write(`${explainTree(plugins)}\n`);
    }),
});
