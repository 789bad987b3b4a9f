/** Which known providers can be served by what the environment alone says: a key, and whatever else each asks for. */
import type { GatewayConfigInput } from "@headgate/config";
import { catalogue, type KnownProvider } from "@headgate/providers";

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
  const variable = key.variables.find((each) => environment[each]);
  const said: Record<string, string> = {};
  for (const [option, { variable: from, default: standard }] of Object.entries(options)) {
    if (from !== undefined && environment[from]) said[option] = `env.${from}`;
    else if (standard === undefined) return undefined;
  }
  if (variable === undefined) return undefined;
  return { name, variable, provider: { use: name, options: said, keys: [{ name: "k0", value: `env.${variable}` }] } };
}
