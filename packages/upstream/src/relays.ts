/** Headers of a dialect that clients can set for its providers, such as `anthropic-version`. */
import type { Exchange } from "@headgate/core";
import type { Dialect } from "@headgate/dialects";

/** By lower-case name, with the value that is sent when the client sends none. */
export type Relays = Readonly<Record<string, string | undefined>>;

/** The dialect's headers that this provider takes; undefined: none. */
export function relaysOf({ relays = {} }: Dialect, otherwise: Readonly<Record<string, unknown>> = {}): Relays | undefined {
  const names = new Set(Object.keys(otherwise).map((name) => name.toLowerCase()));
  const own = Object.entries(relays).filter(([name]) => !names.has(name));
  return own.length === 0 ? undefined : Object.fromEntries(own);
}

/** Flat: the defaults of those that the config's own headers do not set. */
export function defaultRelays(relays: Relays = {}, said: Readonly<Record<string, string>> = {}): readonly string[] {
  const names = new Set(Object.keys(said).map((name) => name.toLowerCase()));
  return Object.entries(relays).flatMap(([name, value]) => (value === undefined || names.has(name) ? [] : [name, value]));
}

/** Replaces defaults with the client's own values, if it speaks the provider's dialect. */
export function relayed(
  { dialect, headers }: Exchange,
  spoken: string,
  relays: Relays,
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
