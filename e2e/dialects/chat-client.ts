/** Chat, by `openai` 6. */
import OpenAI, { APIError } from "openai6";
import { type Client, type Json, list, type Place, type Seen, watching, without } from "./dialogue.ts";

export const chat: Client = {
  name: "chat",
  home: "openai",
  spoken: (text, image) => ({
    role: "user",
    content:
      image === undefined
        ? text
        : [
            { type: "text", text },
            { type: "image_url", image_url: { url: image } },
          ],
  }),
  kept: (final) => [messageOf(final)],
  results: (final, texts) =>
    list(messageOf(final)["tool_calls"]).map(({ id }, i) => ({ role: "tool", tool_call_id: id, content: texts[i] })),
  async ask(place, model, items, { system, tools, limit, thinks, schema, searches, more }, stream, seen) {
    const body = {
      model,
      messages: system === undefined ? items : [{ role: "system", content: system }, ...items],
      ...(tools && { tools: tools.map((tool) => ({ type: "function", function: tool })) }),
      ...(limit !== undefined && { max_completion_tokens: limit }),
      ...(thinks && { reasoning_effort: "low" }),
      ...(schema && { response_format: { type: "json_schema", json_schema: { name: "answer", schema, strict: true } } }),
      ...(searches && { web_search_options: {} }),
      ...more,
    } as unknown as Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, "stream">;
    const { completions } = connect(place, seen).chat;
    if (!stream) return completions.create(body);
    const run = completions.stream({ ...body, stream: true, stream_options: { include_usage: true } });
    // The helper keeps only the last piece of a field that OpenAI itself does not have.
    let thoughts = "";
    run.on("chunk", ({ choices: [choice] }) => {
      thoughts += (choice?.delta as { readonly reasoning_content?: string } | undefined)?.reasoning_content ?? "";
    });
    seen.partial = () => run.currentChatCompletionSnapshot;
    return own(await run.finalChatCompletion(), thoughts);
  },
  failure: openaiFailure,
};

export function connect({ url, key }: Place, seen: Seen): OpenAI {
  return new OpenAI({ baseURL: `${url}/v1`, apiKey: key, maxRetries: 0, fetch: watching(seen) });
}

export function openaiFailure(error: unknown): Json {
  if (!(error instanceof APIError)) throw error;
  const { status, code, type, param, message } = error;
  return { class: error.constructor.name, status, code, type, param, message };
}

/** The stream helper adds what it has parsed. */
function own(final: unknown, thoughts: string): Json {
  const whole = JSON.parse(JSON.stringify(final)) as Json;
  const choices = list(whole["choices"]).map((choice) => {
    const { tool_calls: calls, ...said } = without(choice["message"] as Json, "parsed");
    const message = thoughts === "" ? said : { ...said, reasoning_content: thoughts };
    const called = list(calls).map((call) => ({ ...call, function: without(call["function"] as Json, "parsed_arguments") }));
    return { ...choice, message: calls === undefined ? message : { ...message, tool_calls: called } };
  });
  return { ...whole, choices };
}

function messageOf(final: Json): Json {
  return list(final["choices"])[0]!["message"] as Json;
}
