/** One cell of the matrix: a script, run by a client at a provider, streamed or not; and its outcome. */
import { type Feature, features } from "@headgate/dialects";
import { clients } from "./clients.ts";
import { compare, type Compared } from "./compare.ts";
import type { Client, Place, Seen } from "./dialogue.ts";
import { type Provider, providers } from "./providers.ts";
import type { Scene } from "./scene.ts";
import { type Script, scripts } from "./scripts.ts";

export interface Cell {
  readonly script: Script;
  readonly client: Client;
  readonly provider: Provider;
  readonly stream: boolean;
}

export interface Outcome extends Compared {
  readonly verdict: "same" | "warned" | "refused";
  /** What the warnings or the refusal name. */
  readonly features: readonly Feature[];
}

export const cells: readonly Cell[] = scripts.flatMap((script) =>
  clients.flatMap((client) =>
    providers.flatMap((provider) =>
      [false, true].filter((stream) => stream || !script.onlyStreamed).map((stream) => ({ script, client, provider, stream })),
    ),
  ),
);

/** Runs a cell, and what it is compared with: the same client at the provider of its own dialect, which itself is compared with a run without a gateway. */
export function createRunner(scene: Scene): (cell: Cell) => Promise<Outcome> {
  const known = new Map<string, Promise<Run>>();
  const at = (cell: Cell, provider: Provider, direct = false): Promise<Run> => {
    const { script, client, stream } = cell;
    const key = [script.name, client.name, stream, direct ? "direct" : provider.name].join("/");
    const before = known.get(key);
    if (before) return before;
    const fresh = run(
      cell,
      direct ? scene.simulator : scene.gateway(),
      direct ? provider.model : `${provider.name}/${provider.model}`,
    );
    known.set(key, fresh);
    return fresh;
  };
  return async (cell) => {
    const { script, client, provider } = cell;
    const home = providers.find(({ name }) => name === client.home)!;
    const [expected, found] = await Promise.all([at(cell, home, provider === home), at(cell, provider)]);
    const pair = { script: script.name, client, provider: provider.name };
    const compared = compare(pair, expected.finals, found.finals);
    if (found.refused) return { ...compared, same: true, verdict: "refused", features: found.refused };
    return { ...compared, verdict: found.warned.length > 0 ? "warned" : "same", features: found.warned };
  };
}

interface Run {
  readonly finals: readonly unknown[];
  readonly warned: readonly Feature[];
  readonly refused?: readonly Feature[];
}

async function run({ script, client, stream }: Cell, place: Place, model: string): Promise<Run> {
  const seen: Seen[] = [];
  try {
    const finals = JSON.parse(JSON.stringify(await script.run(client, place, model, stream, seen))) as unknown[];
    return { finals, warned: namedIn(seen.map(({ headers }) => headers?.get("x-bf-warnings") ?? "").join(", ")) };
  } catch (error) {
    const told = JSON.stringify(client.failure(error));
    const refused = names.filter(
      (name) => features[name].lost === "refused" && told.includes(JSON.stringify(features[name].what).slice(1, -1)),
    );
    if (refused.length === 0) throw error;
    return { finals: [], warned: [], refused };
  }
}

const names = Object.keys(features) as readonly Feature[];

/** `sampling (top_k), seed (seed)` */
function namedIn(warnings: string): readonly Feature[] {
  return names.filter((name) => new RegExp(`(?:^|, )${name} \\(`).test(warnings));
}

export function place({ client, provider, stream }: Cell): string {
  return `${client.name} at ${provider.name}${stream ? ", streamed" : ""}`;
}
