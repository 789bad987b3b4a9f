/** Every known provider of the Anthropic dialect is asked where it listens, with its key in its header and the version it wants. */
import { expect, test } from "vitest";
import { chunkOf, eventStream } from "../../../../scripts/servers/amazon.ts";
import { events, frames, whole } from "./messages.ts";
import { type Expected, headersOf, namesOf, open, secret, unencoded } from "./scene.ts";

interface Row extends Expected {
  /** Headers beside the key's. */
  readonly headers: Readonly<Record<string, string>>;
  /** What it is sent beside the conversation, where a stream is asked for and where not. */
  readonly members: object;
  readonly streamMembers: object;
}

const bearer = ["authorization", `Bearer ${secret}`] as const;
const vertex = "/v1/projects/acme/locations/us-east5/publishers/anthropic/models/m%40date";

const rows: readonly Row[] = [
  {
    name: "anthropic",
    origin: "https://api.anthropic.com",
    path: "/v1/messages",
    key: ["x-api-key", secret],
    headers: { ...unencoded, "anthropic-version": "2023-06-01", "anthropic-beta": "one,two" },
    members: { model: "m" },
    streamMembers: { model: "m", stream: true },
  },
  {
    name: "bedrock",
    origin: "https://bedrock-runtime.us-east-1.amazonaws.com",
    path: "/model/us.anthropic.m-v1%3A0/invoke",
    streamPath: "/model/us.anthropic.m-v1%3A0/invoke-with-response-stream",
    model: "us.anthropic.m-v1:0",
    key: bearer,
    headers: {},
    members: { anthropic_version: "bedrock-2023-05-31", anthropic_beta: ["one", "two"] },
    streamMembers: { anthropic_version: "bedrock-2023-05-31", anthropic_beta: ["one", "two"] },
  },
  {
    name: "vertex-anthropic",
    origin: "https://us-east5-aiplatform.googleapis.com",
    options: { project: "acme", location: "us-east5" },
    path: `${vertex}:rawPredict`,
    streamPath: `${vertex}:streamRawPredict`,
    model: "m@date",
    key: bearer,
    headers: { "anthropic-beta": "one,two" },
    members: { anthropic_version: "vertex-2023-10-16" },
    streamMembers: { anthropic_version: "vertex-2023-10-16", stream: true },
  },
];

test.each(rows)("$name", async (row) => {
  const { name, origin, path, streamPath = path, model = "m", key, headers, members, streamMembers } = row;
  const streamed = name === "bedrock" ? eventStream(...events.map(chunkOf)) : { events: frames };
  const scene = await open(row, [whole, streamed]);
  expect(scene.origin).toBe(origin);
  const conversation = { max_tokens: 5, messages: [{ role: "user", content: "Hello" }] };
  const body = { model: `it/${model}`, ...conversation };
  const beta = { "anthropic-beta": "one,two" };
  const answers = [await scene.ask("/v1/messages", body, beta), await scene.ask("/v1/messages", { ...body, stream: true }, beta)];
  expect(answers.map(({ status, text }) => [status, text.includes("Hello")])).toEqual([
    [200, true],
    [200, true],
  ]);
  const agreed = {
    "content-type": "application/json",
    "user-agent": "headgate",
    ...headers,
    [key[0]]: key[1],
  };
  expect(scene.asked().map((each) => [each.method, each.path, headersOf(each), each.json])).toEqual([
    ["POST", path, agreed, { ...conversation, ...members }],
    ["POST", streamPath, agreed, { ...conversation, ...streamMembers }],
  ]);
});

test("none of the catalogue is left out", () => {
  expect(rows.map(({ name }) => name)).toEqual(namesOf("anthropic"));
});
