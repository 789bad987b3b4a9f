/** What is stored of a session: who served it. */
import type { Reply, Target } from "@headgate/core";

export interface Binding extends Target {
  /** The name of the gateway's key; absent where none was used. */
  readonly key?: string | undefined;
}

/** Only a good answer from a provider binds. A stream is good once it has begun. */
export function bindingOf({ call, error, status }: Reply): Binding | undefined {
  if (!call || error || status >= 400) return undefined;
  const { provider, model, credential } = call;
  return { provider, model, key: credential?.owner === "gateway" ? credential.name : undefined };
}

/** Lengths before names, because a model can contain any character; the rest is the key. */
export function writeBinding({ provider, model, key = "" }: Binding): string {
  return `${provider.length} ${model.length} ${provider}${model}${key}`;
}

/** Undefined for anything that another version, or another program, has left in the store. */
export function parseBinding(text: string): Binding | undefined {
  const first = text.indexOf(" ");
  const start = text.indexOf(" ", first + 1) + 1;
  const ofProvider = start + Number(text.slice(0, first));
  const ofModel = ofProvider + Number(text.slice(first + 1, start - 1));
  if (first < 1 || start === 0 || !(ofProvider > start && ofModel > ofProvider && ofModel <= text.length)) return undefined;
  const [provider, model] = [text.slice(start, ofProvider), text.slice(ofProvider, ofModel)];
  return { provider, model, key: text.slice(ofModel) || undefined };
}
