/** The options of the auth plugin, and what it refuses to start with. */
import { z } from "zod";
import { type JwtConfig, type JwtOptions, jwtSchema } from "./jwt-options.ts";

export interface AdminKey {
  /** Unique among all keys, safe to log: it becomes the principal's id, and the user name of Basic. */
  readonly name: string;
  /** 16 or more visible ASCII characters. */
  readonly value: string;
}

export interface AuthKey {
  /** Unique among all keys, safe to log: it becomes the principal's id. */
  readonly name: string;
  /** 8 or more visible ASCII characters. */
  readonly value: string;
  /** May also use admin routes; default false. */
  readonly admin?: boolean | undefined;
}

export interface AuthOptions {
  /** For client routes. Default none. */
  readonly keys?: readonly AuthKey[] | undefined;
  /** For admin routes and nothing else. Default none. */
  readonly adminKeys?: readonly AdminKey[] | undefined;
  /** Tokens of an external issuer, as Bearer. Default none. */
  readonly jwt?: JwtOptions | undefined;
  /** Clients need no key; admin routes still do. Default false. */
  readonly anonymous?: boolean | undefined;
  /** Admin routes need no key: for a machine that serves only itself. Default false. */
  readonly openAdmin?: boolean | undefined;
}

/** The same with every default filled in. */
export interface AuthConfig {
  readonly keys: readonly (AuthKey & { readonly admin: boolean })[];
  readonly adminKeys: readonly AdminKey[];
  readonly jwt?: JwtConfig | undefined;
  readonly anonymous: boolean;
  readonly openAdmin: boolean;
}

const named: z.ZodString = z
  .string()
  .min(1, "a key needs a name")
  .refine((name) => name !== "anonymous", '"anonymous" stands for clients without a key: choose another name');

const key: z.ZodType<AuthConfig["keys"][number], AuthKey> = z.strictObject({
  name: named,
  value: secret(8),
  admin: z.boolean().default(false),
});

const adminKey: z.ZodType<AdminKey, AdminKey> = z.strictObject({
  name: named.refine((name) => !name.includes(":"), "must not contain a colon, where Basic authorization ends a name"),
  value: secret(16),
});

export const optionsSchema: z.ZodType<AuthConfig, AuthOptions> = z
  .strictObject({
    keys: z.array(key).default([]),
    adminKeys: z.array(adminKey).default([]),
    jwt: jwtSchema.optional(),
    anonymous: z.boolean().default(false),
    openAdmin: z.boolean().default(false),
  })
  .superRefine(({ keys, adminKeys }, context) => {
    const all = [...placed("keys", keys), ...placed("adminKeys", adminKeys)];
    // Never the value itself: these messages reach the log.
    for (const part of ["name", "value"] as const) {
      all.forEach(({ list, at, one }, i) => {
        const first = all.slice(0, i).find((other) => other.one[part] === one[part]);
        if (first)
          context.addIssue({ code: "custom", path: [list, at, part], message: `the same ${part} as ${first.list}.${first.at}` });
      });
    }
  })
  .refine(
    ({ keys, adminKeys, jwt, anonymous, openAdmin }) => keys.length + adminKeys.length > 0 || jwt || anonymous || openAdmin,
    {
      message:
        'nobody could get in: add a key, { "keys": [{ "name": "me", "value": "env.HEADGATE_KEY" }] }, or let everybody in with { "anonymous": true }',
    },
  );

function secret(least: number): z.ZodString {
  return z
    .string()
    .min(
      least,
      `the secret has fewer than ${least} characters: is its environment variable set? Make one with \`openssl rand -hex 24\``,
    )
    .regex(/^[\x21-\x7e]*$/, "the secret travels in a header: use visible ASCII characters without spaces");
}

interface Placed {
  readonly list: string;
  readonly at: number;
  readonly one: AdminKey;
}

function placed(list: string, keys: readonly AdminKey[]): readonly Placed[] {
  return keys.map((one, at) => ({ list, at, one }));
}
