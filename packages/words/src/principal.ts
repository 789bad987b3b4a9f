/** Who is asking, as auth found out. */
import { key, type Key } from "@headgate/core";

export interface PrincipalFacts {
  /** Stable and safe to log; "anonymous" when nobody had to say. Never the credential. */
  readonly id: string;
  readonly name: string;
  readonly kind: "key" | "anonymous";
  readonly admin: boolean;
}

export const Principal: Key<PrincipalFacts> = key<PrincipalFacts>("principal", { durable: true });
