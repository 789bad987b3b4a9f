/** What the auth plugin can be told, and what it refuses to start with. */
import { z } from "zod";

export interface AuthKey {
  /** Unique, safe to log: it becomes the principal's id. */
  readonly name: string;
  /** 8 or more visible ASCII characters. */
  readonly value: string;
  /** May also use admin routes; default false. */
  readonly admin?: boolean | undefined;
}

export interface AuthOptions {
  /** Default none. */
  readonly keys?: readonly AuthKey[] | undefined;
  /** Clients need no key; admin routes still do. Default false. */
  readonly anonymous?: boolean | undefined;
}

/** The same with every default filled in. */
export interface AuthConfig {
  readonly keys: readonly (AuthKey & { readonly admin: boolean })[];
  readonly anonymous: boolean;
}

const key: z.ZodType<AuthConfig["keys"][number], AuthKey> = z.strictObject({
  name: z
    .string()
    .min(1, "a key needs a name")
    .refine((name) => name !== "anonymous", '"anonymous" stands for clients without a key: choose another name'),
  value: z
    .string()
    .min(8, "the secret has fewer than 8 characters: is its environment variable set? Make one with `openssl rand -hex 24`")
    .regex(/^[\x21-\x7e]*$/, "the secret travels in a header: use visible ASCII characters without spaces"),
  admin: z.boolean().default(false),
});

export const optionsSchema: z.ZodType<AuthConfig, AuthOptions> = z
  .strictObject({
    keys: z
      .array(key)
      .superRefine((keys, context) => {
        // Never the value itself: what is said here reaches the log.
        for (const part of ["name", "value"] as const) {
          keys.forEach((one, i) => {
            const first = keys.findIndex((other) => other[part] === one[part]);
            if (first < i) context.addIssue({ code: "custom", path: [i, part], message: `the same ${part} as keys.${first}` });
          });
        }
      })
      .default([]),
    anonymous: z.boolean().default(false),
  })
  .refine(({ keys, anonymous }) => anonymous || keys.length > 0, {
    message:
      'nobody could get in: add a key, { "keys": [{ "name": "me", "value": "env.HEADGATE_KEY" }] }, or let everybody in with { "anonymous": true }',
  });
