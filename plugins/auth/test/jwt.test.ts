/** Signed tokens: who they identify, which are accepted, and how the issuer's keys are kept. */
import type { Host } from "@headgate/core";
import { conform, createHost, credentialOf, exchangeOf, leave } from "@headgate/testkit";
import { Principal } from "@headgate/words";
import auth, { type AuthOptions } from "@headgate/plugin-auth";
import { expect, test } from "vitest";
import { audience, bearer, issuer, now, openGate, openTokenGate, published, sign, signerOf } from "./scene.ts";

const [first, second, rsa, edwards] = await Promise.all([
  signerOf("first"),
  signerOf("second"),
  signerOf("rsa", "RS256"),
  signerOf("edwards", "EdDSA"),
]);
const jwt = { issuer, audience, jwksUrl: "https://login.test/keys" };
const keysOf = (): Promise<{ status: number; headers: Record<string, string>; body: Uint8Array }> =>
  Promise.resolve({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(published(first).body)) });

const lasting = await sign(first, { exp: now + 1e9 });
test.each(conform(auth, { jwt }, { request: bearer(lasting), host: () => createHost({ egress: keysOf }) }))(
  "$name",
  async ({ run: check }) => {
    await expect(check()).resolves.toBeUndefined();
  },
);

test.each([first, rsa, edwards])("believes a token signed with $alg, and asks for the keys once", async (signer) => {
  const gate = await openTokenGate([published(first, rsa, edwards)]);
  const { x } = await gate.send(bearer(await sign(signer, { team: "blue" })));
  const claims = { iss: issuer, aud: audience, sub: "user-1", exp: now + 600, team: "blue" };
  expect(x.get(Principal)).toEqual({ id: "user-1", name: "user-1", kind: "jwt", admin: false, claims });
  expect(await gate.show(await sign(signer, { sub: "user-2" }))).toBe("jwt user-2");
  expect(gate.upstream.requests.map(({ path }) => path)).toEqual(["/keys"]);
});

test("takes id and name from the configured claims", async () => {
  const claims = { id: "email", name: "nick" };
  const gate = await openTokenGate([published(first)], { jwt: { claims } as AuthOptions["jwt"] });
  const { x } = await gate.send(bearer(await sign(first, { email: "a@b.test", nick: "Ann" })));
  expect(x.get(Principal)).toMatchObject({ id: "a@b.test", name: "Ann" });
  expect(await gate.show(await sign(first))).toBe("401 invalid_token");
});

/** Claims, and what they come to; clocks may differ by 30 s. */
test.each<readonly [string, Record<string, unknown>, string]>([
  ["another issuer", { iss: "https://login.test" }, "issuer"],
  ["another audience", { aud: "headgate2" }, "audience"],
  ["no audience", { aud: undefined }, "audience"],
  ["one of several audiences", { aud: ["x", audience] }, "user-1"],
  ["no end", { exp: undefined }, "claims"],
  ["an end that is a word", { exp: "soon" }, "claims"],
  ["an end 29 s ago", { exp: now - 29 }, "user-1"],
  ["an end 30 s ago", { exp: now - 30 }, "expired"],
  ["a beginning in 30 s", { nbf: now + 30 }, "user-1"],
  ["a beginning in 31 s", { nbf: now + 31 }, "early"],
  ["no subject", { sub: undefined }, "claims"],
  ["an empty subject", { sub: "" }, "claims"],
  ["a subject that is a number", { sub: 7 }, "claims"],
  ["a subject of two lines", { sub: "user-1\nuser-2" }, "claims"],
  ["an endless subject", { sub: "x".repeat(257) }, "claims"],
  ["a subject named like a key", { sub: "web-app" }, "claims"],
  ["a subject named like a visitor", { sub: "anonymous" }, "claims"],
])("judges a token with %s", async (_what, claims, expected) => {
  const gate = await openTokenGate([published(first)], { keys: [{ name: "web-app", value: "member-key-000001" }] });
  const { error, x } = await gate.send(bearer(await sign(first, claims)));
  expect(error?.message.match(/\((\w+)\)/)?.[1] ?? x.get(Principal)?.id).toBe(expected);
  expect(error?.status ?? 200).toBe(x.get(Principal) ? 200 : 401);
});

test("a token that was believed ends at its end", async () => {
  const gate = await openTokenGate([published(first)]);
  const token = await sign(first, { exp: now + 10 });
  expect(await gate.show(token)).toBe("jwt user-1");
  await gate.host.clock.advance(39_999);
  expect(await gate.show(token)).toBe("jwt user-1");
  await gate.host.clock.advance(1);
  expect(await gate.show(token)).toBe("401 invalid_token");
});

test("follows a rotation as soon as a token names the new key", async () => {
  const gate = await openTokenGate([published(first), published(second)]);
  const [before, after] = [await sign(first, { exp: now + 900 }), await sign(second)];
  expect(await gate.show(before)).toBe("jwt user-1");
  await gate.host.clock.advance(30_000);
  expect(await gate.show(after)).toBe("jwt user-1");
  expect(await gate.show(before)).toBe("401 invalid_token");
  gate.upstream.verify();
});

test("asks for unknown keys at most every 30 seconds, however many come", async () => {
  const gate = await openTokenGate([published(first), published(first), published(first)]);
  const stray = await sign(second);
  for (const asked of [1, 2, 3]) {
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => gate.show(stray)));
    expect(new Set(outcomes)).toEqual(new Set(["401 invalid_token"]));
    await gate.host.clock.advance(29_999);
    expect(await gate.show(stray)).toBe("401 invalid_token");
    expect(gate.upstream.requests.length).toBe(asked);
    await gate.host.clock.advance(1);
  }
});

test("fetches the keys again after cacheMs, and forgets accepted tokens when they have changed", async () => {
  const gate = await openTokenGate([published(first), published(first), published(second)]);
  const token = await sign(first, { exp: now + 9000 });
  for (const expected of ["jwt user-1", "jwt user-1", "401 invalid_token"]) {
    expect(await gate.show(token)).toBe(expected);
    await gate.host.clock.advance(600_000);
  }
  gate.upstream.verify();
});

test("goes on for an hour with the keys it has when the issuer is gone, then says 503", async () => {
  const down = { status: 500, body: "down" };
  const gate = await openTokenGate([published(first), ...Array.from({ length: 3 }, () => down), published(first)]);
  const token = await sign(first, { exp: now + 90_000 });
  const steps = [
    [0, "jwt user-1"],
    [600_000, "jwt user-1"],
    [3_599_999, "jwt user-1"],
    [30_000, "503 token_issuer_unavailable"],
    [999, "503 token_issuer_unavailable"],
    [1, "jwt user-1"],
  ] as const;
  for (const [wait, expected] of steps) {
    await gate.host.clock.advance(wait);
    expect(await gate.show(token)).toBe(expected);
  }
  gate.upstream.verify();
  expect(gate.host.logged.filter(({ level }) => level === "warn").length).toBe(3);
});

test.each([
  ["an error", { status: 404, body: "no" }],
  ["a redirect", { status: 302, headers: { location: "/other" }, body: "" }],
  ["what is not JSON", { body: "<html>" }],
  ["what is not a set of keys", { body: { keys: "none" } }],
  ["a torn answer", { body: '{"keys":', ending: "cut" as const }],
])("says 503, not 401, when the key endpoint answers with %s", async (_what, answer) => {
  const gate = await openTokenGate([answer]);
  expect(await gate.show(await sign(first))).toBe("503 token_issuer_unavailable");
});

test.each<readonly [string, boolean | undefined, boolean]>([
  ["https://login.test/keys", undefined, false],
  ["https://login.test/keys", true, true],
  ["http://127.0.0.1:8000/keys", undefined, true],
  ["https://localhost/keys", undefined, true],
  ["https://localhost.login.test/keys", undefined, false],
])("the keys of %s may lie at a private address, where that is allowed (%s): %s", async (jwksUrl, allowPrivateNetwork, may) => {
  const asked: unknown[] = [];
  const egress: Host["egress"] = (url, request) => {
    asked.push([url, request?.allowPrivateNetwork]);
    return Promise.reject(new Error("down"));
  };
  const gate = await openGate({ jwt: { ...jwt, jwksUrl, allowPrivateNetwork } }, [], createHost({ egress }));
  expect(await gate.ask(bearer(await sign(first)))).toBe("503 token_issuer_unavailable");
  expect(asked).toEqual([[jwksUrl, may]]);
});

test("is asked for in the usual places, beside other keys, and gives no right to admin routes", async () => {
  const gate = await openTokenGate([published(first)], { keys: [{ name: "dotted", value: "static.key.0001" }] });
  const token = await sign(first);
  expect(await gate.show("static.key.0001")).toBe("key dotted");
  expect(await gate.ask({ headers: { "x-bf-vk": token } })).toBe("jwt user-1");
  expect(await gate.ask({ headers: { "x-api-key": token } })).toBe("401 invalid_api_key");
  expect(await gate.ask({ ...bearer(token), access: "admin" })).toBe("403 admin_required");
  const credential = credentialOf("caller", token, ["https://openai.test"], "caller");
  expect((await gate.send(bearer(token), { credential })).error?.code).toBe("direct_key_missing");
});

test("a client that leaves while the keys are fetched is not waited for", async () => {
  const never = new Promise<never>(() => {});
  const gate = await openGate({ jwt }, [], createHost({ egress: () => never }));
  const x = exchangeOf(bearer(await sign(first)));
  const answer = gate.send(x);
  await gate.host.clock.advance(0);
  leave(x);
  expect((await answer).error?.code).toBe("client_closed_request");
});

test("a bad token is refused in anonymous mode too, because it is a mistake and not a visitor", async () => {
  const gate = await openTokenGate([published(first)], { anonymous: true });
  expect(await gate.show(await sign(first, { exp: now - 60 }))).toBe("401 invalid_token");
  expect(await gate.show("whatever")).toBe("anonymous anonymous");
});

test.each<readonly [string, object, RegExp]>([
  ["no issuer", { issuer: "" }, /auth\.jwt\.issuer/],
  ["no audience", { audience: [] }, /auth\.jwt\.audience/],
  ["keys over plain http", { jwksUrl: "http://login.test/keys" }, /auth\.jwt\.jwksUrl: expected an https/],
  ["keys from a file", { jwksUrl: "file:///etc/keys" }, /auth\.jwt\.jwksUrl/],
  ["alg none", { algorithms: ["none"] }, /auth\.jwt\.algorithms/],
  ["a shared secret", { algorithms: ["HS256"] }, /auth\.jwt\.algorithms/],
  ["an unknown option", { secret: "shared" }, /auth\.jwt: .*"secret"/],
])("does not start with %s", (_what, bad, message) => {
  const { error } = auth.spec.config.safeParse({ jwt: { ...jwt, ...bad } });
  expect(error?.issues.map(({ path, message }) => `auth.${path.join(".")}: ${message}`).join("\n")).toMatch(message);
});
