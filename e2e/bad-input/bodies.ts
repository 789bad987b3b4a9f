/** Bodies that nobody would write: random, cut off, damaged, or well-formed with the wrong content. */
import * as fc from "fast-check";

export interface Shot {
  readonly path: string;
  readonly body: Uint8Array;
}

const encoder = new TextEncoder();
const paths = ["/v1/chat/completions", "/v1/completions", "/v1/embeddings", "/v1/responses", "/openai/v1/chat/completions"];
const model = fc.oneof({ weight: 3, arbitrary: fc.constant("strict/m") }, fc.jsonValue(), fc.string());
const anything = fc.jsonValue({ maxDepth: 3 });

/** An object with the right names and random values. */
const misused = fc.record(
  {
    model,
    messages: anything,
    prompt: anything,
    input: anything,
    stream: fc.oneof(fc.boolean(), anything),
    stream_options: fc.oneof(fc.constant({ include_usage: false }), anything),
    fallbacks: fc.oneof(fc.array(fc.constantFrom("strict/m", "nowhere/x", "")), anything),
    encoding_format: anything,
    n: anything,
  },
  { requiredKeys: ["model"] },
);

/** Written with the whitespace, the escapes and the doubled keys that JSON.stringify never makes. */
const handwritten = fc
  .array(fc.tuple(fc.constantFrom("model", "mod\\u0065l", "messages", "stream", "a\\\\", "", "__proto__"), fc.json()), {
    maxLength: 6,
  })
  .chain((members) =>
    fc
      .constantFrom("", " ", "\t\n", "\r\n  ")
      .map(
        (space) => `{${space}${members.map(([name, value]) => `"${name}"${space}:${space}${value}`).join(`,${space}`)}${space}}`,
      ),
  );

const whole = fc
  .oneof(
    misused.map((value) => JSON.stringify(value)),
    handwritten,
  )
  .map((text) => encoder.encode(text));

const cut = fc.tuple(whole, fc.nat()).map(([bytes, at]) => bytes.subarray(0, at % (bytes.length + 1)));

const damaged = fc.tuple(whole, fc.nat(), fc.nat(255)).map(([bytes, at, byte]) => {
  const copy = Uint8Array.from(bytes);
  if (copy.length > 0) copy[at % copy.length] = byte;
  return copy;
});

const deep = fc
  .tuple(fc.integer({ min: 1, max: 3000 }), fc.constantFrom("[", '{"a":', '[{"model":'))
  .map(([depth, open]) => encoder.encode(`{"model":"strict/m","messages":${open.repeat(depth)}`));

export const shots: fc.Arbitrary<Shot> = fc.record({
  path: fc.constantFrom(...paths),
  body: fc.oneof(
    { weight: 4, arbitrary: whole },
    { weight: 3, arbitrary: cut },
    { weight: 3, arbitrary: damaged },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 300 }) },
    { weight: 1, arbitrary: anything.map((value) => encoder.encode(JSON.stringify(value))) },
    { weight: 1, arbitrary: deep },
  ),
});
