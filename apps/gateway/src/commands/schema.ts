/** `headgate schema`: the JSON schema of the config, for editors. */
import { type CommandDef, defineCommand } from "citty";
import { jsonSchema } from "@headgate/config";

export const schema: CommandDef = defineCommand({
  meta: { name: "schema", description: "print the JSON schema of the config" },
  run: () => void process.stdout.write(`${JSON.stringify(jsonSchema(), null, 2)}\n`),
});
