/** A provider that we did not write, aimock, plays all three dialects behind the same script. */
import { LLMock } from "@copilotkit/aimock";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { auth, clientKey } from "../start/config.ts";
import { type RunningGateway, startGateway } from "../start/gateway.ts";
import { kinds } from "./kinds.ts";
import type { Kind } from "./client.ts";
import { configOf, type Place, places } from "./places.ts";
import { casesOf, city, echoOf, noon, stageOf } from "./script.ts";

const mock = new LLMock({ port: 0 });
let gateway: RunningGateway;
beforeAll(async () => {
  mock.on({ model: /^limited/ }, { error: { message: "slow down", type: "rate_limit_error" }, status: 429 });
  mock.on({ model: /^wrong/ }, { error: { message: "no such thing", type: "invalid_request_error" }, status: 400 });
  mock.on({ model: /^breaks/ }, say(echoOf("good morning")), { chunkSize: 5, latency: 5, truncateAfterChunks: 8 });
  mock.on({ userMessage: "good morning" }, say(echoOf("good morning")));
  for (const [userMessage, tools, end] of talks) {
    const given = { city: userMessage, days: 1 };
    const toolCalls = tools.map(({ name }) => ({ name, arguments: name === city.name ? given : {} }));
    mock.on({ userMessage, hasToolResult: false }, { toolCalls });
    mock.on({ userMessage, hasToolResult: true }, say(`${end}. This answer was simulated.`));
  }
  // It answers what it was told to, whatever was asked: an image, a schema and a limit are played, not obeyed.
  mock.on({ userMessage: "look" }, say(echoOf("look[image]")));
  const where = { city: "where", days: 1 };
  // Some clients ask for a schema by a tool of that name.
  mock.on({ userMessage: "where", toolName: "json" }, { toolCalls: [{ name: "json", arguments: where }] });
  mock.on({ userMessage: "where" }, say(JSON.stringify(where)));
  mock.on({ userMessage: "one two three" }, { ...say(long), finishReason: "length" });
  await mock.start();
  gateway = await startGateway({ ...configOf(mock.url), plugins: [auth()] });
});
afterAll(async () => {
  await gateway?.stop();
  await mock.stop();
});

const talks = [
  ["use a tool", [city], 'The tool answered: "rain"'],
  ["use both tools", [city, noon], 'The tools answered: "rain", "twelve"'],
] as const;
const long = 'You said: "one two three four five six seven eight nine ten eleven twelve';

/** Unless it is told what was used, it says that nothing was; each dialect reads its own names. */
const usage = {
  prompt_tokens: 3,
  completion_tokens: 9,
  total_tokens: 12,
  input_tokens: 3,
  output_tokens: 9,
  promptTokenCount: 3,
  candidatesTokenCount: 9,
  totalTokenCount: 12,
};
const say = (content: string) => ({ content, usage });

/** What it cannot play: it does not tell that its client has left, nor why a response is incomplete, and ends Gemini's calls with a reason that Google does not have. */
function cannot(step: string, kind: Kind, { dialect }: Place): boolean {
  if (step === "abort") return true;
  if (step === "long answer cut by length") return dialect === "openai" && kind.name.includes("responses");
  return step.includes("tool") && dialect === "gemini" && kind.name === "ai with google";
}

/** What stands below a prefix is the same to whoever stands behind. */
const plain = kinds.filter(({ name }) => !name.includes(" below "));
const runs = plain.flatMap((kind) => places.map((place) => ({ kind, place, name: kind.name, to: place.dialect })));

describe.each(runs)("$name, of aimock in the $to dialect", ({ kind, place }) => {
  const cases = casesOf(kind, place).filter(({ name }) => !cannot(name, kind, place));
  test.each(cases)("$name, $mode", { timeout: 10_000 }, async ({ step, mode }) => {
    await expect(step.run(stageOf(kind, place, mode, gateway.url, clientKey))).resolves.toBeUndefined();
  });
});
