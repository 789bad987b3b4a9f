/** Tokens that somebody made to get in: each is a 401 that quotes nothing, and none makes the gateway ask anybody else. */
import { exportSPKI, importJWK, SignJWT } from "jose";
import { expect, test } from "vitest";
import { audience, bearer, issuer, now, openTokenGate, published, sign, signerOf } from "./scene.ts";

const honest = await signerOf("honest", "RS256");
const attacker = await signerOf("honest", "RS256");
const claims = { iss: issuer, aud: audience, sub: "user-1", exp: now + 600 };
const part = (value: unknown): string =>
  Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
const unsigned = (header: unknown, signature = "AAAA"): string => `${part(header)}.${part(claims)}.${signature}`;
const publicKey = new TextEncoder().encode(await exportSPKI((await importJWK(honest.jwk, "RS256")) as CryptoKey));
const withHeader = (extra: object): Promise<string> =>
  new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "honest", ...extra }).sign(attacker.key);
const genuine = await sign(honest);
const [head, body, signature] = genuine.split(".") as [string, string, string];

const corpus: Readonly<Record<string, string | Promise<string>>> = {
  "alg none": unsigned({ alg: "none" }, ""),
  "alg none and a known key": unsigned({ alg: "none", kid: "honest" }, ""),
  "alg None": unsigned({ alg: "None", kid: "honest" }, ""),
  "alg none hidden behind another": unsigned('{"alg":"RS256","alg":"none","kid":"honest"}', ""),
  "alg from a prototype": unsigned('{"__proto__":{"alg":"none"},"kid":"honest"}', ""),
  "no alg": unsigned({ kid: "honest" }),
  "the public key as a shared secret": new SignJWT(claims).setProtectedHeader({ alg: "HS256", kid: "honest" }).sign(publicKey),
  "an empty shared secret": unsigned({ alg: "HS256", kid: "" }),
  "another key under a known name": withHeader({}),
  "a key of its own": withHeader({ jwk: attacker.jwk }),
  "a key of its own under its own name": withHeader({ jwk: attacker.jwk, kid: "attacker" }),
  "an address of keys of its own": withHeader({ jku: "http://127.0.0.1:1/keys", x5u: "http://127.0.0.1:1/cert" }),
  "a key name that is a path": withHeader({ kid: "..%2f..%2fdev%2fnull" }),
  "a key name that is a query": withHeader({ kid: "x' UNION SELECT 'secret" }),
  "a key name that is an address": withHeader({ kid: "http://127.0.0.1:1/" }),
  "a key name that is an object": unsigned({ alg: "RS256", kid: { toString: 1 } }),
  "an extension nobody knows": unsigned({ alg: "RS256", kid: "honest", crit: ["x"], x: 1 }),
  "an unencoded payload": unsigned({ alg: "RS256", kid: "honest", b64: false, crit: ["b64"] }),
  "an encryption": unsigned({ alg: "RSA-OAEP", enc: "A256GCM", kid: "honest" }),
  "no signature": `${head}.${body}.`,
  "half a signature": `${head}.${body}.${signature.slice(0, -20)}`,
  "another payload": `${head}.${part({ ...claims, sub: "admin" })}.${signature}`,
  "a payload that is a list": `${head}.${part([claims])}.${signature}`,
  "a header that is a list": unsigned([]),
  "a header that is not JSON": unsigned("{{{"),
  "three letters": "a.b.c",
  "a huge header": unsigned({ alg: "RS256", kid: "k".repeat(1_000_000) }),
  "more than 8 KiB, though the issuer signed it": sign(honest, { x: "x".repeat(7000) }),
  "a huge payload": `${head}.${part({ ...claims, x: "x".repeat(1_000_000) })}.${signature}`,
};

test.each(Object.keys(corpus))("refuses a token with %s", async (what) => {
  const token = await corpus[what]!;
  const gate = await openTokenGate([published(honest)]);
  expect(await gate.show(genuine)).toBe("jwt user-1");
  for (const access of ["client", "admin"] as const) {
    const { error, x } = await gate.send({ ...bearer(token), access });
    expect(`${error?.status} ${error?.code}`).toBe("401 invalid_token");
    const said = JSON.stringify([error, gate.host.logged, x.get({ name: "principal" })]);
    for (const quoted of token.split(".").filter(({ length }) => length > 3)) expect(said).not.toContain(quoted.slice(0, 12));
  }
  expect(await gate.show(genuine)).toBe("jwt user-1");
  gate.upstream.verify();
});
