/** Vertex AI is asked with access tokens: got for a key once, renewed in time, dropped when they are refused. */
import { importSPKI, jwtVerify } from "jose";
import { startUpstream, type UpstreamStep } from "@headgate/testkit";
import { createEgress } from "@headgate/upstream";
import { describe, expect, onTestFinished, test } from "vitest";
import { GoogleToken } from "../src/signing/google-token.ts";
import { account, grant, openVertex, privateKey, publicKey, user } from "./clouds.ts";
import { stage } from "./stages.ts";

const ok = { body: { choices: [] } };
const refusal = { status: 401, body: { error: { message: "no", type: "t" } } };
const now = Date.UTC(2026, 0, 1) / 1000;

test("a service account asserts itself by its signature", async () => {
  const { rig, google } = await openVertex([ok], [grant("ya29.one")]);
  expect((await rig.send()).status).toBe(200);
  expect(rig.upstream.requests[0]!.headers.authorization).toBe("Bearer ya29.one");
  const [asked] = google.requests;
  expect([asked!.method, asked!.path, asked!.headers["content-type"]]).toEqual([
    "POST",
    "/token",
    "application/x-www-form-urlencoded",
  ]);
  const form = new URLSearchParams(asked!.body);
  expect([...form.keys()]).toEqual(["grant_type", "assertion"]);
  expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
  const key = await importSPKI(publicKey, "RS256");
  const options = { currentDate: new Date(now * 1000), audience: `${google.origin}/token`, issuer: account.client_email };
  const { payload, protectedHeader } = await jwtVerify(form.get("assertion")!, key, options);
  expect(protectedHeader).toEqual({ alg: "RS256", typ: "JWT", kid: "kid" });
  expect(payload).toMatchObject({ scope: "https://www.googleapis.com/auth/cloud-platform", iat: now, exp: now + 3600 });
});

test("an authorized user shows the refresh token", async () => {
  const { rig, google } = await openVertex([ok], [grant("ya29.user")], { key: user });
  expect((await rig.send()).status).toBe(200);
  expect(rig.upstream.requests[0]!.headers.authorization).toBe("Bearer ya29.user");
  const { type: _, ...said } = user;
  expect(Object.fromEntries(new URLSearchParams(google.requests[0]!.body))).toEqual({ grant_type: "refresh_token", ...said });
});

test("anything else is a token, which goes as it is", async () => {
  const { rig } = await openVertex([ok], [], { keys: [{ name: "k0", value: "ya29.given" }] });
  await rig.send();
  expect(rig.upstream.requests[0]!.headers.authorization).toBe("Bearer ya29.given");
});

describe("a token", () => {
  const used = (requests: readonly { headers: { authorization?: string | undefined } }[]): readonly unknown[] =>
    requests.map(({ headers }) => headers.authorization?.slice(7));

  test("is asked for once by all who wait for it, and by nobody who comes later", async () => {
    const { rig, google } = await openVertex([ok, ok, ok, ok], [grant("a")]);
    await Promise.all([rig.send(), rig.send(), rig.send()]);
    await rig.send();
    expect(used(rig.upstream.requests)).toEqual(["a", "a", "a", "a"]);
    google.verify();
  });

  describe("that ends after an hour", () => {
    const hour = 3_600_000;
    async function open(...grants: readonly UpstreamStep[]) {
      const google = await startUpstream(grants);
      const egress = createEgress({ allowPrivateNetwork: true });
      onTestFinished(async () => {
        await egress.close();
        await google.close();
      });
      const token = new GoogleToken({ refresh: user, granter: google.origin, secrets: [] }, egress);
      return { google, token };
    }

    test("serves while the next one is asked for, five minutes before its end", async () => {
      const { google, token } = await open(grant("a"), grant("b"));
      await token.get(0);
      expect([token.get(hour - 300_001), token.asking]).toEqual(["a", undefined]);
      expect([token.get(hour - 300_000), token.get(hour - 299_999)]).toEqual(["a", "a"]);
      await token.asking;
      expect([token.get(hour), token.asking]).toEqual(["b", undefined]);
      google.verify();
    });

    test("is not used in its last half minute, even if no other could be had before", async () => {
      const { token } = await open(grant("a"), { status: 503, body: {} }, { body: "no JSON" }, grant("b"));
      await token.get(0);
      for (const ms of [100_000, 30_001]) {
        expect(token.get(hour - ms)).toBe("a");
        await token.asking?.catch(() => {});
      }
      expect(await token.get(hour - 30_000)).toMatchObject({ token: "b" });
    });

    test("of a moment's life serves most of it", async () => {
      const { token } = await open(grant("a", 40));
      await token.get(0);
      expect([token.get(19_999), token.asking]).toEqual(["a", undefined]);
    });
  });

  test("is dropped when the provider refuses it, unless another has taken its place", async () => {
    const slow = stage();
    const { rig, google } = await openVertex([slow.step, refusal, ok, ok], [grant("a"), grant("b")]);
    const first = rig.send();
    const response = await slow.asked;
    expect((await rig.send()).error).toMatchObject({ status: 401, scope: "key", by: "provider" });
    await rig.send();
    response.writeHead(401, { "content-type": "application/json" }).end('{"error":{"message":"no"}}');
    expect((await first).error?.status).toBe(401);
    await rig.send();
    expect(used(rig.upstream.requests)).toEqual(["a", "a", "b", "b"]);
    google.verify();
  });
});

describe("without a token", () => {
  const no = (status: number, error: string, why?: string) => ({ status, body: { error, error_description: why } });
  const lost = { status: 502, code: "upstream_error", by: "gateway", scope: "target" };
  test.each([
    [no(400, "invalid_grant", "Invalid JWT Signature."), "400 invalid_grant: Invalid JWT Signature."],
    [no(401, "invalid_client"), "401 invalid_client"],
    [{ status: 403, body: "<html>" }, "403"],
    [{ status: 302, headers: { location: "https://a.test" }, body: {} }, "302"],
  ])("because Google says no, the key is refused: %j", async (answer, said) => {
    const { rig } = await openVertex([], [answer]);
    const { error, call } = await rig.send();
    expect(error).toMatchObject({ status: 401, code: "invalid_api_key", by: "provider", scope: "key" });
    expect(error!.message).toBe(`inference failed: acme got no access token: Google answered ${said}`);
    expect([call?.provider, rig.upstream.requests, rig.clock.pending]).toEqual(["acme", [], 0]);
  });

  test.each([
    ["is busy", { status: 503, body: {} }],
    ["has seen too many", { status: 429, body: {} }],
    ["gives none", { body: { expires_in: 3600 } }],
    ["gives what is none", { body: { access_token: "a\nb" } }],
    ["is cut off", { body: '{"access_token', ending: "cut" as const }],
  ])("because Google %s, the target is lost, and the next call asks again", async (_name, answer) => {
    const { rig } = await openVertex([ok], [answer, grant("a")]);
    expect((await rig.send()).error).toMatchObject(lost);
    expect((await rig.send()).status).toBe(200);
  });

  test("because nobody is there, the target is lost", async () => {
    const { rig, google } = await openVertex([], []);
    await google.close();
    const { error } = await rig.send();
    expect(error).toMatchObject(lost);
    expect(error!.message).toBe("inference failed: acme got no access token from Google (ECONNREFUSED)");
  });

  test("a client's own JSON is not taken: it may name any server", async () => {
    const { rig, google } = await openVertex([], [], { byok: true });
    const own = rig.places.get("acme")!.callerCredential!(JSON.stringify({ ...account, token_uri: google.origin }));
    const { error } = await rig.send(undefined, { credential: own });
    expect(error).toMatchObject({ status: 401, scope: "request" });
    expect([error!.message, google.requests]).toEqual([expect.stringContaining("expected an access token"), []]);
  });
});

test("what Google quotes of a key is masked", async () => {
  const lines = privateKey.split("\n");
  const quoted = `bad key ${lines[3]} and ${privateKey}`;
  const { rig } = await openVertex([], [{ status: 400, body: { error: "invalid_grant", error_description: quoted } }]);
  const { error } = await rig.send();
  expect(error!.message).toContain("bad key {...} and {...}");
  for (const line of lines.slice(1, -2)) expect(error!.message).not.toContain(line.slice(0, 30));
});
