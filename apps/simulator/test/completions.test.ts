// Text completions and models as both SDK majors see them.
import { describe, expect, it } from "vitest";
import { demoModels } from "../src/index.ts";
import { ask, majors, shared } from "./clients.ts";

const simulator = await shared({ models: [...demoModels, "openai/gpt-4o"], name: "p1" });
const model = "gpt-3.5-turbo-instruct";

describe.each(majors)("with %s", (_name, connect) => {
  const client = connect(simulator.url);

  it("completes a prompt", async () => {
    const whole = await client.completions.create({ model, prompt: "Hello", max_tokens: 2 });
    expect(whole).toMatchObject({
      object: "text_completion",
      choices: [{ index: 0, text: "You said:", finish_reason: "length", logprobs: null }],
    });
    expect(whole.id).toMatch(/^cmpl-[A-Za-z0-9]{29}$/);
    expect(whole.usage).toMatchObject({ prompt_tokens: 2, completion_tokens: 2, total_tokens: 4 });
  });

  it("gives n choices for each prompt, texts or tokens", async () => {
    const texts = await client.completions.create({ model, prompt: ["a", "b"], n: 2 });
    expect(texts.choices.map((choice) => choice.index)).toEqual([0, 1, 2, 3]);
    expect(texts.choices[2]?.text).toContain(`"b"`);
    const tokens = await client.completions.create({ model, prompt: [[1, 2], [3]] });
    expect(tokens.choices).toHaveLength(2);
    expect(tokens.usage?.prompt_tokens).toBe(3);
  });

  it("streams a completion with its usage last", async () => {
    const stream = await client.completions.create({
      model,
      prompt: ["a", "b"],
      stream: true,
      stream_options: { include_usage: true },
    });
    const texts = ["", ""];
    const reasons: (string | null)[] = [];
    let last;
    for await (const chunk of stream) {
      for (const { index, text, finish_reason } of chunk.choices) {
        texts[index] += text;
        if (finish_reason) reasons.push(finish_reason);
      }
      last = chunk.usage;
    }
    expect(texts).toEqual(["a", "b"].map((said) => `You said: "${said}". This answer was simulated.`));
    expect(reasons).toEqual(["stop", "stop"]);
    expect(last).toMatchObject({ completion_tokens: 14 });
  });

  it("lists its models and shows one, a slash in its name included", async () => {
    const list = await client.models.list();
    expect(list.data.map((entry) => entry.id)).toEqual([...demoModels, "openai/gpt-4o"]);
    expect(await client.models.retrieve("openai/gpt-4o")).toMatchObject({ id: "openai/gpt-4o", object: "model", owned_by: "p1" });
    await expect(client.models.retrieve("lost/one")).rejects.toMatchObject({ status: 404, code: "model_not_found" });
  });
});

describe("a request that cannot be answered", () => {
  it.each([
    ["an unknown path", "POST", "/v1/lost", "{}", 404, { message: "Invalid URL (POST /v1/lost)", code: null }],
    ["a wrong method", "POST", "/v1/models", "{}", 405, { code: null }],
    ["damaged JSON", "POST", "/v1/chat/completions", `{"model":`, 400, { code: null }],
    ["JSON that is no object", "POST", "/v1/responses", "[1]", 400, { code: null }],
    ["no model", "POST", "/v1/chat/completions", "{}", 400, { code: "missing_required_parameter", param: "model" }],
    ["no messages", "POST", "/v1/chat/completions", `{"model":"gpt-4o"}`, 400, { param: "messages" }],
    ["no input", "POST", "/v1/responses", `{"model":"gpt-4o"}`, 400, { param: "input" }],
    ["an empty input", "POST", "/v1/embeddings", `{"model":"gpt-4o","input":""}`, 400, { param: "input" }],
  ])("is refused in the dialect's envelope: %s", async (_name, method, path, body, status, error) => {
    const seen = await ask(simulator.url + path, { method, body });
    expect(seen.status).toBe(status);
    expect(JSON.parse(seen.text)).toMatchObject({ error: { type: "invalid_request_error", ...error } });
  });
});
