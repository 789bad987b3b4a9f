/** Restricts a call to the provider keys that its virtual key may use, even if another was chosen. */
import type { Call, Credential, Host, Random, Refusal } from "@headgate/core";
import { configOf } from "../judge/access.ts";
import type { Caller } from "../judge/caller.ts";
import { noSuchKey } from "../judge/refusals.ts";
import { draw, weightOf } from "./draw.ts";

/** The credential to send instead; undefined if the call's own is allowed. */
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
    return drawKey(allowed, random) ?? noSuchKey(provider, names);
  };
}

/** If all keys have weight 0 they are equally likely, as in Bifrost; of such providers the first is taken. */
function drawKey(keys: readonly Credential[], random: Pick<Random, "number">): Credential | undefined {
  if (keys.some((key) => weightOf(key) > 0)) return draw(keys, random);
  return keys[Math.floor(random.number() * keys.length)];
}
