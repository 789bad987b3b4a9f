/** The keys that plugins share. A word is only its name and its type: whoever gives it and reads it stay strangers. */
export { Attempts, type AttemptBudget, takeAttempt } from "./attempts.ts";
export { Principal, type PrincipalFacts } from "./principal.ts";
export { Targets } from "./targets.ts";
