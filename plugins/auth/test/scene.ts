/** One gate with whatever stands around it in these tests: a directory of virtual keys, a token issuer over real HTTP. */
import { createHash } from "node:crypto";
import { get } from "node:http";
import { definePlugin, type Egress, type PluginUse, RefusalError, reply } from "@headgate/core";
import { createHost, openPipeline, type OpenPipeline, type Ran, type ScriptedAnswer, startUpstream } from "@headgate/testkit";
import type { ScriptedUpstream, TestHost, TestRequest } from "@headgate/testkit";
import { KeyDirectory, Principal, type VirtualKeyFacts } from "@headgate/words";
import auth, { type AuthOptions } from "@headgate/plugin-auth";
import { exportJWK, generateKeyPair, type JWTPayload, type JWK, SignJWT } from "jose";
import { onTestFinished } from "vitest";
import { z } from "zod";

export const bearer = (key: string): TestRequest => ({ headers: { authorization: `Bearer ${key}` } });

/** Keeps virtual keys as a plugin of that kind would: by digest. "dead" throws as one does whose database is gone. */
export function directoryOf(keys: ReadonlyMap<string, VirtualKeyFacts> | "dead"): PluginUse {
  const digest = (value: string): string => createHash("sha256").update(value).digest("hex");
  const find: KeyDirectory["find"] = (shown) => {
    if (keys === "dead") throw new RefusalError({ code: "database_unavailable", status: 503, message: "no database" });
    for (const [value, facts] of keys) if (digest(value) === shown) return facts;
    return undefined;
  };
  return definePlugin({
    api: 1,
    name: "directory",
    config: z.strictObject({}),
    offers: [KeyDirectory],
    setup(host) {
      host.offer(KeyDirectory, { find });
      return {};
    },
  })({});
}

export interface Gate extends Omit<OpenPipeline, "close"> {
  /** "kind id" of the principal, or the refusal's status and code. */
  ask(request?: TestRequest): Promise<string>;
}

export async function openGate(options: AuthOptions, after: readonly PluginUse[] = [], host?: TestHost): Promise<Gate> {
  const send = (): ReturnType<typeof reply> => reply({ status: 200 });
  const open = await openPipeline([auth(options), ...after], { send, ...(host && { host }) });
  onTestFinished(() => open.close());
  return { ...open, ask: async (request) => outcomeOf(await open.send(request)) };
}

export function outcomeOf({ error, x }: Ran): string {
  const who = x.get(Principal);
  return error ? `${error.status} ${error.code}` : who ? `${who.kind} ${who.id}` : "nobody";
}

export const issuer = "https://login.test/";
export const audience = "headgate";

export interface Signer {
  readonly alg: string;
  readonly kid: string;
  readonly key: CryptoKey;
  readonly jwk: JWK;
}

export async function signerOf(kid: string, alg = "ES256"): Promise<Signer> {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { alg, kid, key: privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: "sig" } };
}

/** Of a day in 2026 where the test's clock begins, for ten minutes. */
export const now: number = Date.UTC(2026, 0, 1) / 1000;

export function sign({ alg, kid, key }: Signer, claims: JWTPayload = {}): Promise<string> {
  const usual = { iss: issuer, aud: audience, sub: "user-1", exp: now + 600 };
  return new SignJWT({ ...usual, ...claims }).setProtectedHeader({ alg, kid }).sign(key);
}

export interface TokenGate extends Gate {
  readonly upstream: ScriptedUpstream;
  /** What comes of a request with this token as Bearer. */
  show(token: string): Promise<string>;
}

/** A gate that trusts an issuer whose key endpoint answers as scripted, once for each time it must be asked. */
export async function openTokenGate(script: readonly ScriptedAnswer[], options: AuthOptions = {}): Promise<TokenGate> {
  const upstream = await startUpstream(script);
  onTestFinished(() => upstream.close());
  const jwt = { issuer, audience, jwksUrl: `${upstream.origin}/keys`, ...options.jwt };
  const gate = await openGate({ ...options, jwt }, [], createHost({ egress }));
  return { ...gate, upstream, show: (token) => gate.ask(bearer(token)) };
}

/** The answer of a key endpoint. */
export function published(...signers: readonly Signer[]): ScriptedAnswer {
  return { body: { keys: signers.map(({ jwk }) => jwk) } };
}

const egress: Egress = (url, { headers = {} } = {}) =>
  new Promise((resolve, reject) => {
    get(url, { headers, agent: false }, (answer) => {
      answer
        .toArray()
        .then((chunks) => resolve({ status: answer.statusCode!, headers: {}, body: Buffer.concat(chunks) }), reject);
    }).on("error", reject);
  });
