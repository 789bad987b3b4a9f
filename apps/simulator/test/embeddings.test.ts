// Embeddings as both SDK majors see them: the same vector in numbers and in base64.
import { describe, expect, it } from "vitest";
import { majors, shared } from "./clients.ts";

const simulator = await shared();
const model = "text-embedding-3-small";

describe.each(majors)("embeddings with %s", (_name, connect) => {
  const client = connect(simulator.url);

  it("are the same in numbers and in base64, which is what the SDK asks for by itself", async () => {
    const numbers = await client.embeddings.create({ model, input: "Hello", encoding_format: "float" });
    const decoded = await client.embeddings.create({ model, input: "Hello" });
    expect(simulator.calls[1]?.body).toContain("base64");
    expect(Array.from(decoded.data[0]?.embedding ?? [])).toEqual(numbers.data[0]?.embedding);
    expect(numbers.data[0]?.embedding).toHaveLength(8);
    expect(numbers).toMatchObject({ object: "list", model, usage: { prompt_tokens: 2, total_tokens: 2 } });
  });

  it("differ by text, have the asked length and are of length one", async () => {
    const { data } = await client.embeddings.create({ model, input: ["a", "b"], dimensions: 300, encoding_format: "float" });
    expect(data.map((entry) => [entry.index, entry.embedding.length])).toEqual([
      [0, 300],
      [1, 300],
    ]);
    expect(data[0]?.embedding).not.toEqual(data[1]?.embedding);
    expect(Math.hypot(...(data[0]?.embedding ?? []))).toBeCloseTo(1);
  });

  it.each([
    ["one list of tokens", [1, 2, 3], 1],
    ["lists of tokens", [[1, 2], [3]], 2],
  ])("take %s", async (_what, input, count) => {
    const { data, usage } = await client.embeddings.create({ model, input });
    expect(data).toHaveLength(count);
    expect(usage.prompt_tokens).toBe(3);
  });
});
