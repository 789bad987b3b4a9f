/** What leaves: the client's own bytes, but for the model and what only concerns the gateway. */
import { bytesBody } from "@headgate/wire";
import { exchangeOf } from "@headgate/testkit";
import { describe, expect, test } from "vitest";
import { listen, openRig, type RigOptions, secret } from "./rig.ts";
import { done, hi, usage } from "./stages.ts";

const stream = { events: [hi, usage, done] };

/** The body as the provider got it, and what the client heard. */
async function sent(text: string, options: RigOptions = {}): Promise<{ body: string; heard: string }> {
  const streams = /"stream"\s*:\s*true/.test(text);
  const rig = await openRig([streams ? stream : { body: { id: "a", choices: [] } }], options);
  const x = exchangeOf({ body: bytesBody(Buffer.from(text)), stream: streams });
  const heard = listen(await rig.send(x, { provider: "acme", model: "m" }));
  await heard.outcome;
  rig.upstream.verify();
  return { body: rig.upstream.requests[0]!.body, heard: heard.text() };
}

test.each([
  ["nothing changes when the model is already right", '{ "model":"m" ,"n" : 1e0 }', '{ "model":"m" ,"n" : 1e0 }'],
  ["only the model's value changes", '{ "model" : "acme/m","x":"\\u00e9é" }', '{ "model" : "m","x":"\\u00e9é" }'],
  ["an escaped model name is replaced", '{"model":"acme\\/m"}', '{"model":"m"}'],
  ["an escaped key is the same key", '{"mod\\u0065l":"acme/m"}', '{"mod\\u0065l":"m"}'],
  ["fallbacks go, first", '{"fallbacks":["x/y"],"model":"acme/m"}', '{"model":"m"}'],
  ["fallbacks go, in the middle", '{"a":1, "fallbacks":["x/y"] ,"model":"acme/m"}', '{"a":1, "model":"m"}'],
  ["fallbacks go, last", '{"model":"acme/m","fallbacks":["x/y"]}', '{"model":"m"}'],
  ["fallbacks further in stay", '{"model":"m","metadata":{"fallbacks":1}}', '{"model":"m","metadata":{"fallbacks":1}}'],
])("%s", async (_name, text, expected) => {
  expect((await sent(text)).body).toBe(expected);
});

describe("usage of a stream", () => {
  const all = hi + usage + done;
  const held = hi + done;
  test.each<[string, string, string, string, RigOptions?]>([
    [
      "is asked for and withheld",
      '{"stream":true,"model":"m"}',
      '{"stream_options":{"include_usage":true},"stream":true,"model":"m"}',
      held,
    ],
    [
      "is merged with other options",
      '{"model":"m","stream":true,"stream_options":{"include_obfuscation":false}}',
      '{"model":"m","stream":true,"stream_options":{"include_obfuscation":false,"include_usage":true}}',
      held,
    ],
    [
      "is asked for although the client declined",
      '{"model":"m","stream":true,"stream_options":{"include_usage":false}}',
      '{"model":"m","stream":true,"stream_options":{"include_usage":true}}',
      held,
    ],
    [
      "is asked for beside null options",
      '{"model":"m","stream":true,"stream_options":null}',
      '{"model":"m","stream":true,"stream_options":{"include_usage":true}}',
      held,
    ],
    [
      "reaches a client that asked",
      '{"model":"m","stream":true,"stream_options":{"include_usage":true}}',
      '{"model":"m","stream":true,"stream_options":{"include_usage":true}}',
      all,
    ],
    [
      "is not asked of a provider that cannot",
      '{"model":"m","stream":true}',
      '{"model":"m","stream":true}',
      all,
      { streamUsage: false },
    ],
    [
      "is asked for while fallbacks go",
      '{"fallbacks":["a/b"],"model":"acme/m","stream":true}',
      '{"stream_options":{"include_usage":true},"model":"m","stream":true}',
      held,
    ],
    ["is no question of a whole answer", '{"model":"m","stream":false}', '{"model":"m","stream":false}', '{"id":"a"'],
  ])("%s", async (_name, text, body, heard, options) => {
    const out = await sent(text, options);
    expect(out.body).toBe(body);
    expect(out.heard.replace(/^({"id":"a").*/, "$1")).toBe(heard);
  });
});

test("carries the provider's key and headers, those of the call, and nothing of the client's", async () => {
  const rig = await openRig([{ body: {} }], { headers: { "openai-organization": "org" } });
  const x = exchangeOf({
    headers: { authorization: "Bearer client", cookie: "c=1", "x-api-key": "client", "x-stainless-os": "L" },
  });
  await rig.send(x, { provider: "acme", model: "m", headers: { traceparent: "00-1" } });
  const { headers, path, method } = rig.upstream.requests[0]!;
  expect([method, path]).toEqual(["POST", "/v1/chat/completions"]);
  expect(headers).toMatchObject({
    authorization: `Bearer ${secret}`,
    "openai-organization": "org",
    traceparent: "00-1",
    "content-type": "application/json",
    // Silence would allow any (RFC 9110, 12.5.3).
    "accept-encoding": "identity",
  });
  const ours = new Set([
    "host",
    "connection",
    "content-length",
    "user-agent",
    "accept-encoding",
    "content-type",
    "authorization",
    "openai-organization",
  ]);
  expect(Object.keys(headers).filter((name) => !ours.has(name))).toEqual(["traceparent"]);
});

test("a provider without keys is asked without any", async () => {
  const rig = await openRig([{ body: {} }], { keys: [] });
  expect((await rig.send()).status).toBe(200);
  expect(rig.upstream.requests[0]!.headers.authorization).toBeUndefined();
});
