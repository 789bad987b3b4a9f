/** Keeps a call to the provider keys that its virtual key may use, whoever chose another. */
import type { Call, Credential, Host, Refusal } from "@headgate/core";
import { configOf } from "../judge/access.ts";
import type { Caller } from "../judge/caller.ts";
import { noSuchKey } from "../judge/refusals.ts";
import { draw } from "./draw.ts";

/** The credential to send with instead; undefined when the call's own will do. */
export type KeyFor = (caller: Caller, call: Call) => Credential | Refusal | undefined;

export function createKeyFor({ providers, random }: Pick<Host, "providers" | "random">): KeyFor {
  return ({ key }, call) => {
    const names = configOf(key, call)?.key_ids;
    const { credential, provider, model } = call;
    if (!names || names.length === 0 || credential?.owner === "caller") return undefined;
    if (credential && names.includes(credential.name)) return undefined;
    const allowed = (providers.get(provider)?.credentials ?? []).filter(
      ({ name, models }) => names.includes(name) && (models?.includes(model) ?? true),
    );
    return draw(allowed, random) ?? noSuchKey(provider, names);
  };
}
