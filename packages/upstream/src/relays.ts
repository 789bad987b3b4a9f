/** Headers of a dialect that its clients may set for its providers, such as `anthropic-version`. */
import type { Exchange } from "@headgate/core";
import type { Dialect } from "@headgate/dialects";

/** Flat: what is sent where nobody says anything; the config's own headers count as said. */
export function defaultRelays({ relays = {} }: Dialect, said: Readonly<Record<string, string>> = {}): readonly string[] {
  const names = new Set(Object.keys(said).map((name) => name.toLowerCase()));
  return Object.entries(relays).flatMap(([name, value]) => (value === undefined || names.has(name) ? [] : [name, value]));
}

/** The client's own words in their place: only where it speaks the provider's dialect. */
export function relayed(
  { dialect, headers }: Exchange,
  { name: spoken, relays = {} }: Dialect,
  prebuilt: readonly string[],
): readonly string[] {
  if (dialect !== spoken) return prebuilt;
  const own = Object.keys(relays).filter((name) => headers[name] !== undefined);
  if (own.length === 0) return prebuilt;
  const out: string[] = [];
  for (let i = 0; i < prebuilt.length; i += 2) if (!own.includes(prebuilt[i]!)) out.push(prebuilt[i]!, prebuilt[i + 1]!);
  for (const name of own) out.push(name, headers[name]!);
  return out;
}
