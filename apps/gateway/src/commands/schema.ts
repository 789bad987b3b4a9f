/** `headgate schema`: the JSON schema of the config, for editors. */
import { type CommandDef, defineCommand } from "citty";
import { jsonSchema } from "@headgate/config";
import { orFail } from "./options.ts";
import { strictly } from "./strictly.ts";

export const schema: CommandDef = defineCommand({
  meta: { name: "schema", description: "print the JSON schema of the config" },
  run: ({ args }) =>
    orFail(async () => {
      strictly(args, {});
      process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`);
    }),
});
