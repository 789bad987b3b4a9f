/** Google's OAuth: each key gets an access token, which is sent with its requests until it expires. */
import type { Credential, Refusal } from "@headgate/core";
import { createEgress } from "../egress.ts";
import { providerError, transportFailure, unusableKey } from "../failure.ts";
import type { Grant } from "./google-grant.ts";
import { googleKey } from "./google-key.ts";
import { GoogleToken } from "./google-token.ts";
import { masking } from "../scrub.ts";
import type { KeyFault, Signed, Signer, SignerOptions } from "./signer.ts";

/** A fixed token, a fetched one, or a fault. */
type Held = { readonly fixed: string } | GoogleToken | KeyFault;

export function createGoogleSigner({ name, origin, allowPrivateNetwork, route }: SignerOptions): Signer {
  const egress = createEgress({ allowPrivateNetwork, answerBytes: 65_536, ...(route && { route }) });
  const held = new WeakMap<Credential, Held>();
  const heldOf = (credential: Credential): Held => {
    let mine = held.get(credential);
    if (!mine) held.set(credential, (mine = holding(credential)));
    return mine;
  };
  const holding = (credential: Credential): Held => {
    const value = credential.reveal(origin);
    // The config decides where tokens are requested, not a client.
    if (credential.owner === "caller" && /^\s*\{/.test(value)) return { found: "JSON", expected: "an access token" };
    const key = googleKey(value, allowPrivateNetwork);
    if ("expected" in key) return key;
    return "token" in key ? { fixed: key.token } : new GoogleToken(key, egress);
  };
  const granted = (credential: Credential, mine: GoogleToken, grant: Grant): Signed | Refusal => {
    if ("token" in grant) return withToken(grant.token, mine);
    if (grant.status >= 500 || grant.status === 429)
      return transportFailure(name, `got no access token: Google answered ${grant.status}`);
    // Cut after masking: half of a secret would not be found.
    const why = masking(mine.key.secrets, credential.mask)(grant.no).slice(0, 500);
    const message = `inference failed: ${name} got no access token: Google answered ${grant.status} ${why}`.trimEnd();
    const facts = { message, code: "invalid_api_key" };
    return providerError({ provider: name, callersOwn: credential.owner === "caller" }, 401, facts);
  };
  return {
    signsBody: false,
    sign(credential, _request, now) {
      const mine = heldOf(credential);
      if ("expected" in mine) return unusableKey(name, credential, mine);
      if ("fixed" in mine) return withToken(mine.fixed);
      const token = mine.get(now);
      if (typeof token === "string") return withToken(token, mine);
      return token.then(
        (grant) => granted(credential, mine, grant),
        (error: unknown) => transportFailure(name, "got no access token from Google", error),
      );
    },
    secretsOf(credential) {
      const mine = heldOf(credential);
      return [credential.reveal(origin), ...(mine instanceof GoogleToken ? mine.key.secrets : [])];
    },
    close: () => egress.close(),
  };
}

function withToken(token: string, mine?: GoogleToken): Signed {
  return { headers: ["authorization", `Bearer ${token}`], secrets: [token], ...(mine && { rejected: () => mine.drop(token) }) };
}
