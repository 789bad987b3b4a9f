/** Bedrock is asked by a signature over what really leaves, the same that Amazon's own code makes. */
import { anthropic } from "@headgate/dialects";
import { createProviders, type Signature } from "@headgate/upstream";
import { bytesBody } from "@headgate/wire";
import { exchangeOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { authorizationOf, chunkOf, eventStream } from "../../../scripts/servers/amazon.ts";
import { account, message, messages, openBedrock, pair, session } from "./clouds.ts";
import { listen, placeOf } from "./rig.ts";

const stop = eventStream(
  chunkOf('{"type":"content_block_start","index":0,"content_block":{"type":"text","text":"Hi"}}'),
  chunkOf('{"type":"message_stop"}'),
);
const valueOf = (key: object): string => Object.values(key).join(":");

describe("the signature is Amazon's own", () => {
  const arn = "arn:aws:bedrock:eu-west-1:1:inference-profile/eu.m-v1:0";
  const large = { ...messages, system: "ä".repeat(50_000) };
  test.each([
    ["of a pair of keys", pair, "m", messages],
    ["of a session", session, "m", messages],
    ["with a colon in the model", session, "anthropic.claude-sonnet-4-20250514-v1:0", messages],
    ["with a slash in the model", pair, arn, messages],
    ["with what only some encoders encode", pair, "m!*'()~ é", messages],
    ["of a stream", session, "m:0", { ...messages, stream: true }],
    ["of a body in pieces", pair, "m:0", large],
  ])("%s", async (_name, key, model, json) => {
    const keys = [{ name: "k0", value: valueOf(key) }];
    const headers = { "x-amzn-bedrock-trace": "ENABLED  always" };
    const rig = await openBedrock(["stream" in json ? stop : { body: message }], { keys, headers });
    const reply = await rig.send(rig.exchange(json), { model });
    expect(reply.status).toBe(200);
    if (reply.body) await listen(reply).outcome;
    const [asked] = rig.upstream.requests;
    expect(asked!.path).toBe(`/v1/model/${encodeURIComponent(model)}/invoke${"stream" in json ? "-with-response-stream" : ""}`);
    expect(asked!.headers["x-amz-date"]).toBe("20260101T000000Z");
    expect(asked!.headers["x-amz-security-token"]).toBe("sessionToken" in key ? key.sessionToken : undefined);
    expect(asked!.headers.authorization).toMatch(/SignedHeaders=content-type;.*host;.*x-amz-date/);
    expect(asked!.headers.authorization).toBe(await authorizationOf(asked!, key, "eu-west-1"));
  });

  test("of what is passed through, as it came", async () => {
    const rig = await openBedrock([{ body: {} }], { passthrough: ["POST /model/*"] });
    const x = exchangeOf({
      operation: "passthrough",
      dialect: "anthropic",
      stream: false,
      path: "/anthropic_passthrough/model/m%3A0/converse",
      body: bytesBody(Buffer.from('{ "a" : "ö" }')),
    });
    const reply = await rig.send(x, { provider: "acme", model: "" });
    expect(reply.error).toBeUndefined();
    await listen(reply).outcome;
    const [asked] = rig.upstream.requests;
    expect([asked!.path, asked!.body]).toEqual(["/model/m%3A0/converse", '{ "a" : "ö" }']);
    expect(asked!.headers.authorization).toBe(await authorizationOf(asked!, session, "eu-west-1"));
  });
});

test("a value without a colon is an API key, which goes as it is", async () => {
  const rig = await openBedrock([{ body: message }], { keys: [{ name: "k0", value: "ABSKexample==" }] });
  await rig.send(rig.exchange(messages));
  const { headers } = rig.upstream.requests[0]!;
  expect([headers.authorization, headers["x-amz-date"]]).toEqual(["Bearer ABSKexample==", undefined]);
});

test.each(["AKIA:", ":secret", "AKIA:secret:", "a:b:c:d", "with space"])(
  "a client's own key %j that is none is its own fault, and is sent nowhere",
  async (own) => {
    const rig = await openBedrock([], { byok: true });
    const credential = rig.places.get("acme")!.callerCredential!(own);
    const { error, call } = await rig.send(rig.exchange(messages), { credential });
    expect(error).toMatchObject({ status: 401, code: "invalid_api_key", scope: "request" });
    expect(error!.message).toContain("expected ACCESS_KEY_ID:SECRET_ACCESS_KEY");
    expect([call?.provider, rig.upstream.requests, rig.clock.pending]).toEqual(["acme", [], 0]);
  },
);

describe("a key that cannot be one stops the start", () => {
  const aws: Signature = { kind: "aws-sigv4", service: "bedrock", region: "r" };
  const google: Signature = { kind: "google-oauth" };
  const { private_key: _, ...keyless } = account;
  test.each<[Signature, string, string]>([
    [aws, "AKIA-secret-part:", "an empty part"],
    [aws, "AKIA:secret-part:t:u:v", "5 parts"],
    [aws, "secret-part with space:b", "a text with spaces"],
    [google, "/etc/secret-part.json", "the path of a file"],
    [google, "secret-part with space", "a text with spaces"],
    [google, '{"secret-part"', "JSON that cannot be read"],
    [google, '{"type":"external_account","a":"secret-part"}', "JSON of another type"],
    [google, JSON.stringify(keyless), "JSON without private_key"],
    [google, '{"type":"authorized_user","client_id":"secret-part"}', "JSON without client_secret and refresh_token"],
    [google, JSON.stringify({ ...account, private_key: "secret-part" }), "JSON whose private_key is no RSA key"],
    [google, JSON.stringify({ ...account, token_uri: "http://secret-part.test" }), "a token_uri that is no https URL"],
    [google, JSON.stringify({ ...account, token_uri: "https://u:secret-part@a.test" }), "a token_uri that is no https URL"],
  ])("%j %s: %s", (signature, value, found) => {
    const keys = [
      { name: "k0", value: "ABSK" },
      { name: "k1", value },
    ];
    const place = placeOf("https://a.test", { dialect: "anthropic", keys, signature, allowPrivateNetwork: false });
    const start = (): unknown => createProviders({ providers: { acme: place }, models: {}, dialects: [anthropic] });
    expect(start).toThrow(`providers.acme.keys[1].value: found ${found}`);
    expect(start).toThrow("expected");
    expect(start).not.toThrow("secret-part");
  });
});
