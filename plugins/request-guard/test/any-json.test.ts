/** Whatever a body is, it is let through or refused by name: no crash, and nothing refused that the rules allow. */
import * as fc from "fast-check";
import requestGuard from "@headgate/plugin-request-guard";
import { openPipeline } from "@headgate/testkit";
import { bytesBody } from "@headgate/wire";
import { expect, test } from "vitest";
import { fine, minimal } from "./scene.ts";

const names =
  "temperature top_p top_k max_tokens max_completion_tokens max_output_tokens presence_penalty frequency_penalty n best_of logprobs top_logprobs input generationConfig model __proto__".split(
    " ",
  );
const number = fc.oneof(fc.integer({ min: -3, max: 130 }), fc.double({ min: -3, max: 3 }), fc.double());
const value = fc.oneof(
  number,
  fc.jsonValue({ maxDepth: 2 }),
  fc.array(fc.string()),
  fc.dictionary(fc.constantFrom("topP", "top_k", "x"), number),
);
const body = fc.oneof(
  fc.uniqueArray(fc.tuple(fc.oneof(fc.constantFrom(...names), fc.string()), value), { selector: ([name]) => name }).map(written),
  fc.json(),
  fc.string(),
);

function written(members: readonly (readonly [string, unknown])[]): string {
  return `{${members.map(([name, inner]) => `${JSON.stringify(name)}:${JSON.stringify(inner) ?? "null"}`).join(",")}}`;
}

test("no JSON crashes it, and every refusal names a field", async () => {
  const open = await openPipeline([requestGuard({ models: { "a*": { unsupported: ["x"] } } })], {
    send: (_x, call) => fine(call),
  });
  await fc.assert(
    fc.asyncProperty(body, fc.constantFrom(...Object.keys(minimal)), async (text, operation) => {
      const { status, error } = await open.send({ operation, body: bytesBody(Buffer.from(text)) }, { provider: "p", model: "m" });
      if (status === 200) return;
      expect([status, typeof error?.param, error?.message]).toEqual([400, "string", expect.stringMatching(/\w/) as string]);
    }),
    { numRuns: 2000 },
  );
  expect(open.pipeline.describe()[0]!.degraded).toBe(false);
  await open.close();
});

test("a chat body is refused exactly when one of its numbers is out of its range or of its kind", async () => {
  const ranges: Readonly<Record<string, readonly [number, number, boolean]>> = {
    temperature: [0, 2, false],
    top_p: [0, 1, false],
    presence_penalty: [-2, 2, false],
    top_k: [1, 100, true],
    n: [1, 128, true],
    max_tokens: [1, 2_000_000, true],
  };
  const open = await openPipeline([requestGuard({})], { send: (_x, call) => fine(call) });
  const fields = fc.dictionary(
    fc.constantFrom(...Object.keys(ranges), "seed"),
    fc.oneof({ weight: 5, arbitrary: number }, fc.jsonValue()),
  );
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fields, async (found) => {
      const sent = JSON.parse(JSON.stringify(found)) as Record<string, unknown>;
      const wrong = Object.entries(ranges).filter(([name, [min, max, whole]]) => {
        const it = sent[name] ?? null;
        return it !== null && !(typeof it === "number" && it >= min && it <= max && (!whole || Number.isInteger(it)));
      });
      const { status, error } = await open.send({ json: { ...minimal["chat"], ...sent } }, { provider: "p", model: "m" });
      expect(status).toBe(wrong.length > 0 ? 400 : 200);
      expect(error?.details?.length).toBe(wrong.length > 1 ? wrong.length : undefined);
      refused += wrong.length > 0 ? 1 : 0;
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(200);
  expect(refused).toBeLessThan(1900);
  await open.close();
});
