/** Which known providers can be served by what the environment alone says: a key, and whatever else each asks for. */
import type { GatewayConfigInput } from "@headgate/config";
import { catalogue, type KnownKey, type KnownProvider } from "@headgate/providers";

export interface Keyed {
  readonly name: string;
  /** The variable that holds its key. */
  readonly variable: string;
  readonly provider: NonNullable<GatewayConfigInput["providers"]>[string];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** In the catalogue's order. An empty variable counts as unset. */
export function keyedBy(environment: Environment): readonly Keyed[] {
  return catalogue.flatMap((known) => keyed(known, environment) ?? []);
}

function keyed({ name, key, options = {} }: KnownProvider, environment: Environment): Keyed | undefined {
  const said: Record<string, string> = {};
  for (const [option, { variables = [], default: standard }] of Object.entries(options)) {
    const from = variables.find((each) => environment[each]);
    if (from !== undefined) said[option] = `env.${from}`;
    else if (standard === undefined) return undefined;
  }
  const found = foundBy(key, environment);
  return (
    found && {
      name,
      variable: found.variable,
      provider: { use: name, options: said, keys: [{ name: "k0", value: found.value }] },
    }
  );
}

/** As a config would say it; undefined: it is not there. */
function foundBy(
  { variables, parts = [], file }: KnownKey,
  environment: Environment,
): { variable: string; value: string } | undefined {
  const variable = variables.find((each) => environment[each]);
  if (variable !== undefined) return { variable, value: `env.${variable}` };
  const [first, second, ...more] = parts;
  if (first !== undefined && second !== undefined && environment[first] && environment[second]) {
    const rest = more.flatMap((each) => environment[each] || []);
    return { variable: first, value: [environment[first], environment[second], ...rest].join(":") };
  }
  return file !== undefined && environment[file] ? { variable: file, value: `file.${environment[file]}` } : undefined;
}
