/** What plugins share: typed keys and services, so that givers and readers need not know each other, and the few functions that several need. */
export { Attempts, type AttemptBudget, attemptsLeft, attemptTimeLeft, takeAttempt } from "./attempts.ts";
export { parseDuration } from "./duration.ts";
export { MayUse } from "./may-use.ts";
export { type HasMoreTargets, MoreTargets } from "./more-targets.ts";
export { Prefer, type Preference } from "./prefer.ts";
export { Principal, type PrincipalFacts } from "./principal.ts";
export { Targets } from "./targets.ts";
export { GatewayFacts } from "./gateway-facts.ts";
export { KeyDirectory, type VirtualKeyFacts } from "./key-directory.ts";
export { type CallerLimits, type Limit, Limits, type Quota } from "./limits.ts";
export { Prices } from "./prices.ts";
export {
  type DraftFault,
  type KeyDraft,
  type KeyFacts,
  type Owner,
  type ProviderDraft,
  type ProviderFacts,
  ProviderSettings,
} from "./provider-settings.ts";
export { type RequestFault, RequestRules } from "./request-rules.ts";
export { ResidentMemory } from "./resident-memory.ts";
export { createWatch, type Watch } from "./watch.ts";
export { within } from "./within.ts";
