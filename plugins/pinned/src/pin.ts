/** What is remembered of an id: which provider made it, with which key and for whom. */
import { hash } from "node:crypto";
import type { Call, Exchange, Provider, Providers } from "@headgate/core";
import { Principal } from "@headgate/words";

export interface Place {
  readonly provider: string;
  /** The name of the gateway's key; "" if the provider has none. */
  readonly key: string;
}

export interface Pin extends Place {
  /** The id of the caller's Principal; "" if the caller is anonymous. */
  readonly owner: string;
  /** `host.clock`, ms. */
  readonly created: number;
  /** When it is forgotten, epoch ms; absent: never. */
  readonly expires?: number | undefined;
}

/** Stands for the id wherever it is stored, so that no copy can be used. */
export function digestOf(id: string): string {
  return hash("sha256", id, "hex");
}

export function ownerOf(x: Exchange): string {
  const principal = x.get(Principal);
  return !principal || principal.kind === "anonymous" ? "" : principal.id;
}

/** An admin may see what anybody made. */
export function mayUse(x: Exchange, { owner }: Pin): boolean {
  return owner === ownerOf(x) || x.get(Principal)?.admin === true;
}

/** Undefined if nothing is stored for the gateway: with a caller's own key, or an answer translated into the client's format here. */
export function placeOf(x: Exchange, call: Call, providers: Providers): Place | undefined {
  const provider = providers.get(call.provider);
  if (!provider || provider.dialect !== x.dialect) return undefined;
  // If nobody has chosen a key, the upstream uses the provider's first.
  const credential = call.credential ?? provider.credentials[0];
  return credential?.owner === "caller" ? undefined : { provider: provider.name, key: credential?.name ?? "" };
}

export function isSamePlace(one: Place, other: Place): boolean {
  return one.provider === other.provider && one.key === other.key;
}

/** Undefined when the provider or the key is no longer there. */
export function standing({ provider: name, key }: Place, providers: Providers): Standing | undefined {
  const provider = providers.get(name);
  const credential = key === "" ? undefined : provider?.credentials.find((each) => each.name === key);
  return provider && (key === "" || credential) ? { provider, credential } : undefined;
}

export interface Standing {
  readonly provider: Provider;
  readonly credential: Call["credential"];
}
