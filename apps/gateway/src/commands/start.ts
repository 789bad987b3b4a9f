/** `headgate start`: serves until it is told to stop. */
import { type CommandDef, defineCommand } from "citty";
import { serve } from "../serve.ts";
import { configArgument, orFail, sourceOptions } from "./options.ts";
import { strictly } from "./strictly.ts";

export const start: CommandDef<typeof configArgument> = defineCommand({
  meta: { name: "start", description: "serve the gateway" },
  args: configArgument,
  run: ({ args }) =>
    orFail(async () => {
      strictly(args, configArgument);
      const say = (line: string): void => void process.stderr.write(`${line}\n`);
      const serving = serve(sourceOptions(args.config), say);
      let stoppingAt: number | undefined;
      const stop = (): void => {
        // One Ctrl-C may arrive several times, through npm and the terminal; a later one does not want to wait.
        if (stoppingAt !== undefined && Date.now() - stoppingAt > 2000) process.exit(1);
        if (stoppingAt !== undefined) return;
        stoppingAt = Date.now();
        void serving.then((started) => started.stop()).then(() => process.exit(0));
      };
      process.on("SIGTERM", stop).on("SIGINT", stop);
      await serving;
    }),
});
