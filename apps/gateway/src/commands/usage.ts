/** The help text of a command: on standard output when asked for, on standard error beside an error. */
import { type ArgsDef, type CommandDef, renderUsage } from "citty";

const program = "headgate";

/** `above` is the command that it belongs to. */
export async function showUsage<T extends ArgsDef>(command: CommandDef<T>, above?: CommandDef<T>): Promise<void> {
  const text = await renderUsage(command, above && withProgram(above));
  const asked = process.argv.some((word) => word === "--help" || word === "-h");
  (asked ? process.stdout : process.stderr).write(`${text}\n\n`);
}

/** The renderer knows one level: without the program's own name, what it shows could not be typed. */
function withProgram<T extends ArgsDef>(above: CommandDef<T>): CommandDef<T> {
  const { name } = above.meta as { readonly name: string };
  return name === program ? above : { ...above, meta: { name: `${program} ${name}` } };
}
