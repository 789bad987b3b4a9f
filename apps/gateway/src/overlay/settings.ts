/** The service that plugins manage providers by: every write is stored, and serves, before it is answered. */
import type { ProviderFacts, ProviderSettings } from "@headgate/words";
import { addKey, type Change, changeKey, dropKey, dropProvider, putProvider } from "./changes.ts";
import type { Merged } from "./merge.ts";

/** What a write is about: the paths of its faults start there. */
export interface Subject {
  readonly provider: string;
  readonly key?: string;
}

/** Resolves with what serves from now on. */
export type Write = (change: Change, subject: Subject) => Promise<Pick<Merged, "facts">>;

/** `facts` are those of the gateway that it is offered in. */
export function settingsOf(facts: readonly ProviderFacts[], write: Write): ProviderSettings {
  const provider = async (name: string, change: Change): Promise<ProviderFacts> =>
    (await write(change, { provider: name })).facts.find((each) => each.name === name)!;
  const key = async (name: string, id: string, change: Change): Promise<ProviderFacts["keys"][number]> => {
    const { facts: now } = await write(change, { provider: name, key: id });
    return now.find((each) => each.name === name)!.keys.find((each) => each.name === id)!;
  };
  return {
    list: () => facts,
    createProvider: (name, draft) => provider(name, putProvider(name, draft, true)),
    replaceProvider: (name, draft) => provider(name, putProvider(name, draft, false)),
    deleteProvider: async (name) => void (await write(dropProvider(name), { provider: name })),
    createKey: (name, draft) => key(name, String(draft["name"]), addKey(name, draft)),
    updateKey: (name, id, change) => key(name, id, changeKey(name, id, change)),
    deleteKey: async (name, id) => void (await write(dropKey(name, id), { provider: name, key: id })),
  };
}
