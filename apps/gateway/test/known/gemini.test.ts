/** Every known provider of the Gemini dialect is asked where it listens, with the model and the method in the path. */
import { expect, test } from "vitest";
import { type Expected, headersOf, namesOf, open, secret, unencoded } from "./scene.ts";

const vertex = "/v1/projects/acme/locations/global/publishers/google/models/m";

interface Row extends Expected {
  /** Headers beside the key's. */
  readonly headers: Readonly<Record<string, string>>;
}

const rows: readonly Row[] = [
  {
    name: "gemini",
    origin: "https://generativelanguage.googleapis.com",
    path: "/v1beta/models/m:generateContent",
    streamPath: "/v1beta/models/m:streamGenerateContent?alt=sse",
    key: ["x-goog-api-key", secret],
    headers: unencoded,
  },
  {
    name: "vertex",
    origin: "https://aiplatform.googleapis.com",
    options: { project: "acme" },
    path: `${vertex}:generateContent`,
    streamPath: `${vertex}:streamGenerateContent?alt=sse`,
    key: ["authorization", `Bearer ${secret}`],
    headers: {},
  },
];

const said = {
  candidates: [{ index: 0, content: { role: "model", parts: [{ text: "Hello" }] }, finishReason: "STOP" }],
  usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 1, totalTokenCount: 2 },
  modelVersion: "m",
};

test.each(rows)("$name", async (row) => {
  const { origin, path, streamPath, key, headers } = row;
  const scene = await open(row, [{ body: said }, { events: [JSON.stringify(said)] }]);
  expect(scene.origin).toBe(origin);
  const body = { contents: [{ role: "user", parts: [{ text: "Hello" }] }] };
  const at = "/v1beta/models/it%2Fm";
  const answers = [await scene.ask(`${at}:generateContent`, body), await scene.ask(`${at}:streamGenerateContent?alt=sse`, body)];
  expect(answers.map(({ status, text }) => [status, text.includes("Hello")])).toEqual([
    [200, true],
    [200, true],
  ]);
  const agreed = { "content-type": "application/json", "user-agent": "headgate", ...headers, [key[0]]: key[1] };
  expect(scene.asked().map((each) => [each.method, each.path, headersOf(each), each.json])).toEqual([
    ["POST", path, agreed, body],
    ["POST", streamPath, agreed, body],
  ]);
});

test("none of the catalogue is left out", () => {
  expect(rows.map(({ name }) => name)).toEqual(namesOf("gemini"));
});
