/** Responses, by `openai` 6. */
import type OpenAI from "openai6";
import { connect, openaiFailure } from "./chat-client.ts";
import { type Client, type Json, list, without } from "./dialogue.ts";

export const responses: Client = {
  name: "responses",
  home: "openai",
  spoken: (text, image) => ({
    role: "user",
    content:
      image === undefined
        ? text
        : [
            { type: "input_text", text },
            { type: "input_image", image_url: image, detail: "auto" },
          ],
  }),
  kept: (final) => list(final["output"]),
  results: (final, texts) =>
    list(final["output"])
      .filter(({ type }) => type === "function_call")
      .map(({ call_id }, i) => ({ type: "function_call_output", call_id, output: texts[i] })),
  async ask(place, model, items, { system, tools, limit, thinks, schema, searches, more }, stream, seen) {
    const body = {
      model,
      input: items,
      ...(system !== undefined && { instructions: system }),
      ...(tools && { tools: tools.map((tool) => ({ type: "function", strict: false, ...tool })) }),
      ...(limit !== undefined && { max_output_tokens: limit }),
      ...(thinks && { reasoning: { effort: "low", summary: "auto" }, include: ["reasoning.encrypted_content"] }),
      ...(schema && { text: { format: { type: "json_schema", name: "answer", schema, strict: true } } }),
      ...(searches && { tools: [{ type: "web_search" }] }),
      store: false,
      ...more,
    } as unknown as Omit<OpenAI.Responses.ResponseCreateParamsNonStreaming, "stream">;
    const api = connect(place, seen).responses;
    if (!stream) return own(await api.create(body));
    let text = "";
    seen.partial = () => text;
    const run = api.stream({ ...body, stream: true } as never);
    run.on("response.output_text.delta", ({ delta }) => void (text += delta));
    return own(await run.finalResponse());
  },
  failure: openaiFailure,
};

/** The client adds what it has parsed, and all texts joined. */
function own(final: unknown): Json {
  const whole = without(JSON.parse(JSON.stringify(final)) as Json, "output_text", "output_parsed");
  const output = list(whole["output"]).map(({ content, ...item }) => ({
    ...without(item, "parsed_arguments"),
    ...(content !== undefined && { content: list(content).map((part) => without(part, "parsed")) }),
  }));
  return { ...whole, output };
}
