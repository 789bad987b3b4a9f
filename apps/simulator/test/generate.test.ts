// Gemini as Google's SDK sees it, whole and streamed.
import { FunctionCallingConfigMode, Type, type Content, type GenerateContentParameters, type Part } from "@google/genai";
import { describe, expect, it } from "vitest";
import { shared } from "./clients.ts";
import { city, google, model, nothing, png } from "./vendors.ts";

const simulator = await shared();
const client = google(simulator.url);
const said = `You said: "Hello". This answer was simulated.`;
const weather = { name: "weather", parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } } } };
const now = { name: "now", parametersJsonSchema: nothing };
const tools = [{ functionDeclarations: [weather, now] }];

function asking(contents: string | Content[], config: GenerateContentParameters["config"] = {}): GenerateContentParameters {
  return { model, contents, config };
}

/** The parts of a stream as one answer: neighbouring texts of one kind joined, empty ones left out. */
async function joined(ask: GenerateContentParameters) {
  const parts: Part[] = [];
  let last;
  for await (const chunk of await client.models.generateContentStream(ask)) {
    for (const part of chunk.candidates?.[0]?.content?.parts ?? []) {
      const before = parts.at(-1);
      if (part.text === undefined || before?.text === undefined || before.thought !== part.thought) parts.push({ ...part });
      else Object.assign(before, part, { text: before.text + part.text });
    }
    last = chunk;
  }
  return { parts: parts.filter((part) => part.text !== ""), last };
}

describe("generateContent", () => {
  it.each<[name: string, ask: GenerateContentParameters, parts: readonly Part[], finishReason: string]>([
    ["the last user text", asking("Hello"), [{ text: said }], "STOP"],
    ["its first words", asking("Hello", { maxOutputTokens: 2 }), [{ text: "You said:" }], "MAX_TOKENS"],
    [
      "the text before a stop sequence",
      asking("Hello", { stopSequences: ["nowhere", " This"] }),
      [{ text: `You said: "Hello".` }],
      "STOP",
    ],
    ["no content for a refusal", asking("Please refuse"), [], "SAFETY"],
    ["a call", asking("Use a tool", { tools }), [{ functionCall: { name: "weather", args: { city: "Use a tool" } } }], "STOP"],
    [
      "the call it must make, which takes no arguments",
      asking("Hello", {
        tools,
        toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: ["now"] } },
      }),
      [{ functionCall: { name: "now", args: {} } }],
      "STOP",
    ],
    [
      "two calls at once",
      asking("Both in parallel", { tools }),
      [{ functionCall: { name: "weather", args: { city: "Both in parallel" } } }, { functionCall: { name: "now", args: {} } }],
      "STOP",
    ],
    [
      "JSON that fits a schema",
      asking("Hello", { responseMimeType: "application/json", responseJsonSchema: city }),
      [{ text: JSON.stringify({ city: said }) }],
      "STOP",
    ],
    [
      "what was said beside an image",
      asking([{ role: "user", parts: [{ inlineData: { mimeType: "image/png", data: png } }, { text: " what?" }] }]),
      [{ text: `You said: "[image] what?". This answer was simulated.` }],
      "STOP",
    ],
  ])("gives %s, the same whole and streamed", async (_what, ask, parts, finishReason) => {
    const whole = await client.models.generateContent(ask);
    expect(whole.candidates?.[0]).toMatchObject({ finishReason, index: 0 });
    expect(whole.candidates?.[0]?.content?.parts ?? []).toEqual(parts);
    expect(whole.modelVersion).toBe(model);
    const stream = await joined(ask);
    expect(stream.parts).toEqual(parts);
    expect(stream.last?.candidates?.[0]?.finishReason).toBe(finishReason);
    expect(stream.last?.usageMetadata).toEqual(whole.usageMetadata);
  });

  it("thinks when asked, signs what follows, and takes it back in the tool loop", async () => {
    const config = { tools, thinkingConfig: { includeThoughts: true } };
    const whole = await client.models.generateContent(asking("Use tools", config));
    const parts = whole.candidates?.[0]?.content?.parts ?? [];
    expect(parts.map((part) => [part.thought, part.thoughtSignature !== undefined])).toEqual([
      [true, false],
      [undefined, true],
      [undefined, false],
    ]);
    expect((await joined(asking("Use tools", config))).parts).toEqual(parts);
    const { promptTokenCount = 0, candidatesTokenCount = 0, thoughtsTokenCount = 0, totalTokenCount } = whole.usageMetadata ?? {};
    expect(thoughtsTokenCount).toBeGreaterThan(0);
    expect(totalTokenCount).toBe(promptTokenCount + candidatesTokenCount + thoughtsTokenCount);
    const response = (name: string): Part => ({ functionResponse: { name, response: { output: name } } });
    const contents = [
      { role: "user", parts: [{ text: "Use tools" }] },
      { role: "model", parts },
      { role: "user", parts: [response("weather"), response("now")] },
    ];
    const after = await client.models.generateContent(asking(contents, config));
    expect(after.text).toBe(`The tools answered: "weather", "now". This answer was simulated.`);
  });

  it("thinks in silence when its thoughts are not asked for", async () => {
    const config = { thinkingConfig: { thinkingBudget: 100 } };
    const whole = await client.models.generateContent(asking("Hello", config));
    expect(whole.candidates?.[0]?.content?.parts).toMatchObject([{ text: said, thoughtSignature: expect.any(String) }]);
    expect(whole.usageMetadata?.thoughtsTokenCount).toBeGreaterThan(0);
    const stream = await joined(asking("Hello", config));
    expect(stream.last?.usageMetadata).toEqual(whole.usageMetadata);
    expect(stream.parts).toEqual(whole.candidates?.[0]?.content?.parts);
  });

  it("counts tokens as it bills them, embeds, and lists its models", async () => {
    const { totalTokens } = await client.models.countTokens({ model, contents: "Hello" });
    const whole = await client.models.generateContent(asking("Hello"));
    expect(whole.usageMetadata?.promptTokenCount).toBe(totalTokens);
    const { embeddings } = await client.models.embedContent({ model, contents: ["a", "b"], config: { outputDimensionality: 4 } });
    expect(embeddings?.map((one) => one.values?.length)).toEqual([4, 4]);
    const list = await client.models.list();
    expect(list.page[0]).toMatchObject({ name: "models/gpt-4o", displayName: "gpt-4o" });
    expect(await client.models.get({ model: "tts-1" })).toMatchObject({ name: "models/tts-1" });
  });

  it("raises an unknown model, a limit and an error in the middle of a stream", async () => {
    await expect(client.models.generateContent({ ...asking("Hello"), model: "lost" })).rejects.toMatchObject({ status: 404 });
    simulator.script({ status: 429 });
    await expect(client.models.generateContent(asking("Hello"))).rejects.toMatchObject({ status: 429 });
    simulator.script({ errorAfter: 2 });
    await expect(joined(asking("Hello"))).rejects.toMatchObject({ status: 500 });
  });
});
