/** Who is asking, as auth found out. */
import { key, type Key } from "@headgate/core";

export interface PrincipalFacts {
  /** Stable and safe to log; "anonymous" when nobody had to say. Never the credential. */
  readonly id: string;
  readonly name: string;
  readonly kind: "key" | "virtual_key" | "jwt" | "anonymous";
  readonly admin: boolean;
  /** What a signed token says of its bearer. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

export const Principal: Key<PrincipalFacts> = key<PrincipalFacts>("principal", { durable: true });
