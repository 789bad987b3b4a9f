/** The innermost Send over undici, and everything else that reaches the network. */
export { isPrivateAddress } from "@headgate/wire";
export type { StreamLimits } from "./attempt.ts";
export { createCredential } from "./credential.ts";
export { createEgress, type EgressOptions } from "./egress.ts";
export type { Framing, KeyHeader, Place, ProviderOptions, Timeouts } from "./place.ts";
export { createProviders, type Places, type PlacesOptions } from "./providers.ts";
export { type KeyFault, keyFault, secretParts, type Signature } from "./signing/signer.ts";
export { createUpstream, type UpstreamOptions } from "./upstream.ts";
