/** How a provider says no: in its dialect's words, or in those of the cloud that it lies in. */
import { type Dialect, type ErrorFacts, gemini } from "@headgate/dialects";
import type { IncomingHttpHeaders } from "node:http";
import { awsFacts } from "./aws-errors.ts";
import { plainFacts } from "./plain-errors.ts";
import type { Signature } from "./signing/signer.ts";

export interface Told {
  readonly facts: ErrorFacts;
  /** Not in the dialect's words: the edge says it again in them. */
  readonly foreign: boolean;
}

/** Undefined: nothing that can be relayed. */
export type ReadError = (body: Buffer, headers: IncomingHttpHeaders) => Told | undefined;

export function readErrorOf(wire: Dialect, signature: Signature | undefined): ReadError {
  const own: ReadError = (body) => told(wire.readError(body), false) ?? told(plainFacts(body), true);
  if (signature?.kind === "aws-sigv4") return (body, headers) => told(awsFacts(body, headers), true) ?? own(body, headers);
  if (signature?.kind !== "google-oauth" || wire.name === gemini.name) return own;
  // Whoever serves another's model in Google's cloud may be asked through Google's door.
  return (body, headers) => {
    const facts = gemini.readError(body);
    return facts?.type !== undefined && /^[A-Z_]+$/.test(facts.type) ? told(facts, true) : own(body, headers);
  };
}

function told(facts: ErrorFacts | undefined, foreign: boolean): Told | undefined {
  return facts && { facts, foreign };
}
