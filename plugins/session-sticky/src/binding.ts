/** What is kept of a session: who served it. */
import type { Reply, Target } from "@headgate/core";

export interface Binding extends Target {
  /** The name of the gateway's key; absent where none was used. */
  readonly key?: string | undefined;
}

/** Only a good answer binds, and only one that a provider gave. A stream is good once it has begun. */
export function bindingOf({ call, error, status }: Reply): Binding | undefined {
  if (!call || error || status >= 400) return undefined;
  const { provider, model, credential } = call;
  return { provider, model, key: credential?.owner === "gateway" ? credential.name : undefined };
}

/** Undefined for what another version, or somebody else, has left in the store. */
export function parseBinding(text: string): Binding | undefined {
  try {
    const { provider, model, key } = JSON.parse(text) as Partial<Record<keyof Binding, unknown>>;
    if (typeof provider !== "string" || typeof model !== "string") return undefined;
    return { provider, model, key: typeof key === "string" ? key : undefined };
  } catch {
    return undefined;
  }
}
