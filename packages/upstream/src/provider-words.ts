/** How a provider's errors are read: in its dialect, or as the cloud that hosts it writes them. */
import { type Dialect, type ErrorFacts, gemini } from "@headgate/dialects";
import type { IncomingHttpHeaders } from "node:http";
import { awsFacts } from "./aws-errors.ts";
import { plainFacts } from "./plain-errors.ts";
import type { Signature } from "./signing/signer.ts";

export interface Told {
  readonly facts: ErrorFacts;
  /** Not written in the dialect: the edge renders it again. */
  readonly foreign: boolean;
}

/** Undefined: nothing can be relayed. */
export type ReadError = (body: Buffer, headers: IncomingHttpHeaders) => Told | undefined;

export function readErrorOf(wire: Dialect, signature: Signature | undefined): ReadError {
  const own: ReadError = (body) => told(wire.readError(body), false) ?? told(plainFacts(body), true);
  if (signature?.kind === "aws-sigv4") return (body, headers) => told(awsFacts(body, headers), true) ?? own(body, headers);
  if (signature?.kind !== "google-oauth" || wire.name === gemini.name) return own;
  // Other vendors' models in Google's cloud can answer with Google's errors.
  return (body, headers) => {
    const facts = gemini.readError(body);
    return facts?.type !== undefined && /^[A-Z_]+$/.test(facts.type) ? told(facts, true) : own(body, headers);
  };
}

function told(facts: ErrorFacts | undefined, foreign: boolean): Told | undefined {
  return facts && { facts, foreign };
}
