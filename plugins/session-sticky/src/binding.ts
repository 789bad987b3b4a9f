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

/** Lengths before names, for a model may hold any character; a key is what is left. */
export function writeBinding({ provider, model, key = "" }: Binding): string {
  return `${provider.length} ${model.length} ${provider}${model}${key}`;
}

/** Undefined for what another version, or somebody else, has left in the store. */
export function parseBinding(text: string): Binding | undefined {
  const first = text.indexOf(" ");
  const start = text.indexOf(" ", first + 1) + 1;
  const ofProvider = start + Number(text.slice(0, first));
  const ofModel = ofProvider + Number(text.slice(first + 1, start - 1));
  if (first < 1 || start === 0 || !(ofProvider > start && ofModel > ofProvider && ofModel <= text.length)) return undefined;
  const [provider, model] = [text.slice(start, ofProvider), text.slice(ofProvider, ofModel)];
  return { provider, model, key: text.slice(ofModel) || undefined };
}
