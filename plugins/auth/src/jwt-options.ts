/** The options for signed tokens. */
import { z } from "zod";

const algorithms = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"] as const;
export type JwtAlgorithm = (typeof algorithms)[number];

export interface JwtOptions {
  /** The exact `iss` of every token. */
  readonly issuer: string;
  /** One of these must be in a token's `aud`. */
  readonly audience: string | readonly string[];
  /** Where the issuer publishes its keys; https, or http on this machine. */
  readonly jwksUrl: string;
  /** Default RS256, ES256, EdDSA. Algorithms with a shared secret are not possible. */
  readonly algorithms?: readonly JwtAlgorithm[] | undefined;
  /** Claims that become the principal's id (default `sub`) and name (default the id). */
  readonly claims?: { readonly id?: string | undefined; readonly name?: string | undefined } | undefined;
  /** The issuer's keys are fetched again after this time; default 600 000. */
  readonly cacheMs?: number | undefined;
  /** Whether `jwksUrl` may lead to a private address that is not this machine's; default false. */
  readonly allowPrivateNetwork?: boolean | undefined;
}

/** The same with every default filled in. */
export interface JwtConfig {
  readonly issuer: string;
  readonly audience: readonly string[];
  readonly jwksUrl: string;
  readonly algorithms: readonly JwtAlgorithm[];
  readonly claims: { readonly id: string; readonly name?: string | undefined };
  readonly cacheMs: number;
  readonly allowPrivateNetwork: boolean;
}

const word: z.ZodString = z.string().min(1, "must not be empty: is its environment variable set?");

export const jwtSchema: z.ZodType<JwtConfig, JwtOptions> = z.strictObject({
  issuer: word,
  audience: z.union([word, z.array(word).min(1)]).transform((one) => (typeof one === "string" ? [one] : one)),
  jwksUrl: z
    .string()
    .refine(isTrustworthy, "expected an https: URL, or http: on this machine: the server there decides who gets in"),
  algorithms: z.array(z.enum(algorithms)).min(1).default(["RS256", "ES256", "EdDSA"]),
  claims: z.strictObject({ id: word.default("sub"), name: word.optional() }).default({ id: "sub" }),
  cacheMs: z.int().min(1000).max(86_400_000).default(600_000),
  allowPrivateNetwork: z.boolean().default(false),
});

/** Judged by the name, not by the address that it resolves to. */
export function isThisMachine(url: string): boolean {
  return /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(url).hostname);
}

function isTrustworthy(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol } = new URL(url);
  return protocol === "https:" || (protocol === "http:" && isThisMachine(url));
}
