/** A cloud's own no: read in the cloud's words, judged by what it means, and said to the client without a part of a key. */
import type { Refusal } from "@headgate/core";
import { anthropic } from "@headgate/dialects";
import { exchangeOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { inspect } from "node:util";
import { grant, messages, openBedrock, openVertex, privateKey, session, user } from "./clouds.ts";
import { listen } from "./rig.ts";

describe("Amazon's", () => {
  test.each([
    ["ThrottlingException", 429, 429, "key", "rate_limit_error"],
    ["ServiceQuotaExceededException", 400, 429, "key", "rate_limit_error"],
    ["ValidationException", 400, 400, "request", "invalid_request_error"],
    ["AccessDeniedException", 403, 403, "key", "permission_error"],
    ["UnrecognizedClientException", 400, 403, "key", "permission_error"],
    ["ExpiredTokenException", 400, 403, "key", "permission_error"],
    ["InvalidSignatureException", 403, 403, "key", "permission_error"],
    ["ResourceNotFoundException", 404, 404, "target", "not_found_error"],
    ["ModelNotReadyException", 429, 503, "target", "overloaded_error"],
    ["ServiceUnavailableException", 503, 503, "target", "overloaded_error"],
    ["ModelTimeoutException", 408, 408, "target", "timeout_error"],
    ["ModelErrorException", 424, 502, "target", "api_error"],
    ["InternalServerException", 500, 500, "target", "api_error"],
  ])("%s with a %i is a %i of scope %s", async (name, answered, status, scope, type) => {
    const header = { "x-amzn-errortype": `${name}:http://internal.amazon.com/coral/com.amazon.bedrock/` };
    const rig = await openBedrock([
      { status: answered, headers: header, body: { message: "words" } },
      { status: answered, headers: header, body: { Message: "words" } },
      { status: answered, body: { __type: `com.amazon.coral.service#${name}`, message: "words" } },
    ]);
    for (let i = 0; i < 3; i++) {
      const { status: sent, body, error } = await rig.send(rig.exchange(messages));
      expect([sent, body]).toEqual([status, null]);
      expect(error).toMatchObject({ status, scope, by: "provider", message: "words" });
      expect(JSON.parse(anthropic.renderError(error!, {}))).toMatchObject({ type: "error", error: { type } });
    }
  });

  test("unknown exceptions keep their status and their name", async () => {
    const answer = { status: 409, headers: { "x-amzn-errortype": "NewException" }, body: {} };
    const rig = await openBedrock([answer, { status: 502, body: "<html>" }]);
    const [known, unknown] = [await rig.send(rig.exchange(messages)), await rig.send(rig.exchange(messages))];
    expect(known.error).toMatchObject({ status: 409, code: "NewException", message: "NewException", scope: "target" });
    expect(unknown.error).toMatchObject({ status: 502, scope: "target" });
  });

  test("that the input is too long is known to clients of every vendor", async () => {
    const body = { message: "Input is too long for requested model." };
    const rig = await openBedrock([{ status: 400, headers: { "x-amzn-errortype": "ValidationException" }, body }]);
    const x = { ...messages, messages: [{ role: "user", content: "Hello" }] };
    expect((await rig.send(exchangeOf({ json: x }))).error?.code).toBe("context_length_exceeded");
  });
});

describe("no part of a key is heard", () => {
  const heardOf = async (error: Refusal | undefined, text: string): Promise<string> =>
    `${inspect(error, { depth: 9, showHidden: true })} ${text}`;

  test("of Amazon's", async () => {
    const { secretAccessKey, sessionToken } = session;
    const quoted = `${secretAccessKey} and ${sessionToken} and ${Object.values(session).join(":")}`;
    const header = { "x-amzn-errortype": "ValidationException", "x-request-id": sessionToken };
    const rig = await openBedrock([
      { status: 400, headers: header, body: { message: quoted } },
      { status: 400, body: { type: "error", error: { type: "invalid_request_error", message: quoted } } },
    ]);
    for (let i = 0; i < 2; i++) {
      const reply = await rig.send(rig.exchange(messages));
      const heard = listen(reply);
      await heard.outcome;
      const all = await heardOf(reply.error, heard.text() + JSON.stringify(reply.headers));
      expect(all).toContain("AKIA...EN== and AKIA...EN==");
      for (const part of [secretAccessKey, sessionToken]) expect(all).not.toContain(part);
    }
  });

  test("of Google's", async () => {
    const line = privateKey.split("\n")[5]!;
    const token = "ya29.of-the-account";
    const parts = [privateKey, line, token];
    const spelled = [{ message: `${parts.join(" and ")} é` }, { message: `${token} \\u0079a29.of-the-account` }];
    const { rig } = await openVertex(
      spelled.map((error) => ({ status: 400, body: { error: { ...error, type: "t" } } })),
      [grant(token)],
    );
    for (const _ of spelled) {
      const reply = await rig.send();
      const heard = listen(reply);
      await heard.outcome;
      const all = await heardOf(reply.error, heard.text());
      expect(all).toContain("{...}");
      for (const part of [token, line, JSON.stringify(privateKey).slice(1, -1)]) expect(all).not.toContain(part);
    }
  });

  test("of a user's", async () => {
    const error = { message: `${user.refresh_token} ${user.client_secret} ya29.user`, type: "t" };
    const { rig } = await openVertex([{ status: 400, body: { error } }], [grant("ya29.user")], { key: user });
    expect((await rig.send()).error?.message).toBe("{...} {...} {...}");
  });

  test("in what a key prints itself as", async () => {
    const { rig } = await openVertex([], []);
    const [key] = rig.places.get("acme")!.credentials;
    for (const shown of [JSON.stringify(key), key!.mask, inspect(rig.places.get("acme"), { depth: 9 })]) {
      expect(shown).toContain("{...}");
      expect(shown).not.toContain("PRIVATE");
    }
  });
});
