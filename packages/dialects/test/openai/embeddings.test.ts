/** The encoding of embeddings that a client asked for is the one it gets. */
import { describe, expect, test } from "vitest";
import { operationOf } from "../frames.ts";

type Asked = "float" | "base64" | undefined;

function correct(answer: object | string, asked: Asked): unknown {
  const bytes = Buffer.from(typeof answer === "string" ? answer : JSON.stringify(answer));
  const out = operationOf("embeddings").correct!(bytes, (name) => (name === "encoding_format" ? asked : undefined));
  return out && (JSON.parse(Buffer.from(out).toString()) as unknown);
}
const answer = (...vectors: unknown[]): object => ({
  object: "list",
  data: vectors.map((embedding, index) => ({ object: "embedding", index, embedding })),
  model: "m",
  usage: { prompt_tokens: 1, total_tokens: 1 },
});
const floats = [0.5, -2, 0, 1024.25];
const base64 = Buffer.from(new Float32Array(floats).buffer).toString("base64");

describe("what is already right is left alone", () => {
  test.each<[string, object | string, Asked]>([
    ["numbers, for numbers", answer(floats), "float"],
    ["numbers, for a client that said nothing", answer(floats), undefined],
    ["base64, for base64", answer(base64), "base64"],
    ["an answer without vectors", answer(), "float"],
    ["an answer without vectors, for base64", answer(), "base64"],
    ["empty vectors of numbers", answer([]), "float"],
    ["numbers with space around the colon", '{"data":[{"embedding" :\n [1]}]}', "float"],
    ["an answer of some other shape", { hello: 1 }, "base64"],
  ])("%s", (_name, body, asked) => {
    expect(correct(body, asked)).toBeUndefined();
  });
});

describe("what is not is converted", () => {
  test.each<[string, unknown[], Asked, unknown[]]>([
    ["numbers to base64", [floats], "base64", [base64]],
    ["base64 to numbers", [base64], "float", [floats]],
    ["base64 to numbers, for a client that said nothing", [base64], undefined, [floats]],
    ["every vector of several", [floats, [1]], "base64", [base64, "AACAPw=="]],
    ["an empty vector to base64", [[]], "base64", [""]],
    ["an empty base64 to numbers", [""], "float", [[]]],
  ])("%s", (_name, vectors, asked, expected) => {
    expect(correct(answer(...vectors), asked)).toEqual(answer(...expected));
  });

  test("large answers too, to the last number", () => {
    const large = Array.from({ length: 3072 }, (_, i) => Math.fround(Math.sin(i)));
    const there = correct(answer(...Array.from({ length: 20 }, () => large)), "base64") as object;
    expect(correct(there, "float")).toEqual(answer(...Array.from({ length: 20 }, () => large)));
  });
});
