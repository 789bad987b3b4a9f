/** Every known provider of the OpenAI dialect is asked where it listens, with its key in its header, and by the fields it knows. */
import { expect, test } from "vitest";
import { type Expected, headersOf, namesOf, open, secret, unencoded } from "./scene.ts";

interface Row extends Expected {
  /** The field that it knows a limit by. */
  readonly limit: "max_tokens" | "max_completion_tokens";
  /** Whether streams are asked for their usage. */
  readonly usage: boolean;
  readonly terminator: "done" | "none";
}

const bearer = ["authorization", `Bearer ${secret}`] as const;
const apiKey = ["api-key", secret] as const;
const usual = { key: bearer, limit: "max_completion_tokens", usage: true, terminator: "done" } as const;
const older = { ...usual, limit: "max_tokens" } as const;
const acme = { resource: "acme" };

const rows: readonly Row[] = [
  { ...usual, name: "openai", origin: "https://api.openai.com", path: "/v1/chat/completions" },
  {
    ...usual,
    name: "azure",
    origin: "https://acme.openai.azure.com",
    options: acme,
    path: "/openai/v1/chat/completions",
    key: apiKey,
  },
  {
    ...usual,
    name: "azure-deployments",
    origin: "https://acme.openai.azure.com",
    options: acme,
    path: "/openai/deployments/m/chat/completions?api-version=2024-10-21",
    key: apiKey,
  },
  { ...older, name: "mistral", origin: "https://api.mistral.ai", path: "/v1/chat/completions", usage: false },
  {
    ...older,
    name: "cohere",
    origin: "https://api.cohere.ai",
    path: "/compatibility/v1/chat/completions",
    terminator: "none",
  },
  { ...usual, name: "groq", origin: "https://api.groq.com", path: "/openai/v1/chat/completions" },
  { ...older, name: "deepseek", origin: "https://api.deepseek.com", path: "/v1/chat/completions" },
  { ...usual, name: "xai", origin: "https://api.x.ai", path: "/v1/chat/completions" },
  { ...usual, name: "openrouter", origin: "https://openrouter.ai", path: "/api/v1/chat/completions", model: "maker/m" },
  { ...older, name: "together", origin: "https://api.together.xyz", path: "/v1/chat/completions", model: "maker/m" },
  {
    ...older,
    name: "fireworks",
    origin: "https://api.fireworks.ai",
    path: "/inference/v1/chat/completions",
    model: "accounts/fireworks/models/m",
  },
  {
    ...older,
    name: "perplexity",
    origin: "https://api.perplexity.ai",
    path: "/chat/completions",
    usage: false,
    terminator: "none",
  },
  { ...usual, name: "cerebras", origin: "https://api.cerebras.ai", path: "/v1/chat/completions" },
  { ...older, name: "ollama", origin: "http://127.0.0.1:11434", path: "/v1/chat/completions", model: "llama3:8b" },
  { ...usual, name: "vllm", origin: "http://127.0.0.1:8000", path: "/v1/chat/completions" },
];

const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
const message = { index: 0, message: { role: "assistant", content: "Hello" }, finish_reason: "stop" };
const whole = { body: { id: "c", object: "chat.completion", created: 1, model: "m", choices: [message], usage } };
const event = (choice: object): string =>
  JSON.stringify({ id: "c", object: "chat.completion.chunk", created: 1, model: "m", ...choice });
const events = [
  event({ choices: [{ index: 0, delta: { role: "assistant", content: "Hello" }, finish_reason: null }] }),
  event({ choices: [{ index: 0, delta: {}, finish_reason: "stop" }], usage }),
];

test.each(rows)("$name", async (row) => {
  const { origin, path, key, model = "m", limit } = row;
  const streamed = { events: row.terminator === "done" ? [...events, "[DONE]"] : events };
  const scene = await open(row, [whole, streamed]);
  expect(scene.origin).toBe(origin);

  const messages = [{ role: "user", content: "Hello" }];
  const body = { model: `it/${model}`, messages, max_completion_tokens: 5 };
  const blocking = await scene.ask("/v1/chat/completions", body);
  expect([blocking.status, JSON.parse(blocking.text)]).toMatchObject([200, { choices: [message], usage }]);
  const streaming = await scene.ask("/v1/chat/completions", { ...body, stream: true });
  expect(streaming.status).toBe(200);
  expect(streaming.text).toContain('"content":"Hello"');
  expect(streaming.text).not.toContain("error");

  const [first, second] = scene.asked();
  const agreed = { "content-type": "application/json", "user-agent": "headgate", ...unencoded, [key[0]]: key[1] };
  for (const each of [first!, second!]) {
    expect([each.method, each.path, headersOf(each)]).toEqual(["POST", path, agreed]);
  }
  expect(first!.json).toEqual({ model, messages, [limit]: 5 });
  const asksUsage = row.usage ? { stream_options: { include_usage: true } } : {};
  expect(second!.json).toEqual({ model, messages, [limit]: 5, stream: true, ...asksUsage });
});

test("none of the catalogue is left out", () => {
  expect(rows.map(({ name }) => name)).toEqual(namesOf("openai"));
});
