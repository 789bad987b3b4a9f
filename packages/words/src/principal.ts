/** Who is asking, as established by auth. */
import { key, type Key } from "@headgate/core";

export interface PrincipalFacts {
  /** Stable and safe to log; "anonymous" where no credential was needed. Never the credential itself. */
  readonly id: string;
  readonly name: string;
  readonly kind: "key" | "virtual_key" | "jwt" | "anonymous";
  readonly admin: boolean;
  /** What a signed token says about its bearer. */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

export const Principal: Key<PrincipalFacts> = key<PrincipalFacts>("principal", { durable: true });
