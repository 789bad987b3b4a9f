/** Says who is asking, or says no: static keys, or an anonymous mode that has to be switched on. */
import { definePlugin, type Exchange, type PluginFactory, type Refusal } from "@headgate/core";
import { Principal, type PrincipalFacts } from "@headgate/words";
import { readCredential } from "./credential.ts";
import { createKeyring } from "./keyring.ts";
import { optionsSchema } from "./options.ts";
import { adminRequired, keyMissing, keyNeedsItsPlace, keyNotFound, keyUnknown } from "./refusals.ts";

export type { AuthKey, AuthOptions } from "./options.ts";

const anonymous: PrincipalFacts = { id: "anonymous", name: "anonymous", kind: "anonymous", admin: false };

const auth: PluginFactory<typeof optionsSchema> = definePlugin({
  api: 1,
  name: "auth",
  config: optionsSchema,
  onError: "closed",
  gives: [Principal],
  setup(host, { keys, anonymous: open }) {
    const identify = createKeyring(keys, host.random.bytes(32));
    return {
      pre(x, call) {
        if (x.access === "public") return undefined;
        const credential = readCredential(x);
        const known = credential === undefined ? undefined : identify(credential);
        // A key of this gateway, about to be sent to a provider as the client's own.
        if (known && call.credential?.owner === "caller" && !x.headers["x-bf-vk"]?.trim()) return keyNeedsItsPlace();
        const refusal = known ? judge(x, known) : turnAway(x, credential, open);
        if (!refusal) x.set(Principal, known ?? anonymous);
        return refusal;
      },
    };
  },
});
export default auth;

function judge(x: Exchange, { admin }: PrincipalFacts): Refusal | undefined {
  return x.access === "admin" && !admin ? adminRequired() : undefined;
}

/** Nothing to say to an anonymous client, unless it shows a key of ours that does not exist: that is a mistake, not a visitor. */
function turnAway(x: Exchange, credential: string | undefined, open: boolean): Refusal | undefined {
  if (open && credential !== undefined && /^sk-bf-/i.test(credential)) return keyNotFound();
  if (open && x.access === "client") return undefined;
  return credential === undefined ? keyMissing() : keyUnknown(credential);
}
