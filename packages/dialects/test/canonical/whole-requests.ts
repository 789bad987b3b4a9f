/** A request of each format that says as much as it can. */
const image = "data:image/png;base64,AAAA";
const schema = { type: "object", properties: { a: { type: "string" } }, required: ["a"] };

export const requests: Readonly<Record<"chat" | "responses" | "messages" | "generate", Readonly<Record<string, unknown>>>> = {
  chat: {
    model: "m",
    messages: [
      { role: "system", content: [{ type: "text", text: "S" }] },
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "image_url", image_url: { url: image } },
          { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AA" } },
          { type: "input_audio", input_audio: { data: "AA", format: "wav" } },
        ],
      },
      { role: "assistant", content: "x", tool_calls: [{ id: "1", type: "function", function: { name: "f", arguments: "{}" } }] },
      { role: "tool", tool_call_id: "1", content: [{ type: "text", text: "o" }] },
    ],
    tools: [{ type: "function", function: { name: "f", description: "d", parameters: schema, strict: true } }],
    tool_choice: { type: "function", function: { name: "f" } },
    response_format: { type: "json_schema", json_schema: { name: "n", schema, strict: true } },
  },
  responses: {
    model: "m",
    input: [
      {
        type: "message",
        role: "user",
        content: [
          { type: "input_text", text: "a" },
          { type: "input_image", image_url: image },
          { type: "input_file", filename: "a.pdf", file_data: "data:application/pdf;base64,AA" },
        ],
      },
      {
        type: "reasoning",
        id: "rs",
        summary: [{ type: "summary_text", text: "a" }],
        content: [{ type: "reasoning_text", text: "b" }],
      },
      { type: "function_call", call_id: "1", name: "f", arguments: "{}" },
      { type: "function_call_output", call_id: "1", output: [{ type: "input_text", text: "a" }] },
    ],
    tools: [{ type: "function", name: "f", parameters: schema, strict: true }],
    tool_choice: { type: "allowed_tools", mode: "auto", tools: [{ type: "function", name: "f" }] },
    text: { format: { type: "json_schema", name: "n", schema, strict: true }, verbosity: "low" },
    reasoning: { effort: "low", summary: "auto" },
    stream_options: { include_obfuscation: false },
  },
  messages: {
    model: "m",
    max_tokens: 5,
    system: [{ type: "text", text: "S" }],
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "image", source: { type: "base64", media_type: "image/png", data: "AA" } },
          { type: "document", title: "t", source: { type: "content", content: [{ type: "text", text: "a" }] } },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "a", signature: "s" },
          { type: "tool_use", id: "1", name: "f", input: {} },
        ],
      },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: "1", content: [{ type: "text", text: "a" }], is_error: true }],
      },
    ],
    tools: [{ name: "f", input_schema: schema, strict: true }],
    tool_choice: { type: "any", disable_parallel_tool_use: true },
    thinking: { type: "enabled", budget_tokens: 2000, display: "omitted" },
    output_config: { effort: "low", format: { type: "json_schema", schema } },
    metadata: { user_id: "u" },
  },
  generate: {
    contents: [
      {
        role: "user",
        parts: [
          { text: "a" },
          { inlineData: { mimeType: "image/png", data: "AA" } },
          { fileData: { mimeType: "image/png", fileUri: "https://a/b" } },
        ],
      },
      { role: "model", parts: [{ text: "t", thought: true }, { functionCall: { id: "1", name: "f", args: {} } }] },
      {
        role: "user",
        parts: [
          {
            functionResponse: {
              id: "1",
              name: "f",
              response: { output: "x" },
              parts: [{ inlineData: { mimeType: "image/png", data: "AA" } }],
            },
          },
        ],
      },
    ],
    systemInstruction: { role: "user", parts: [{ text: "S" }] },
    tools: [{ functionDeclarations: [{ name: "f", parameters: { type: "OBJECT", properties: { a: { type: "STRING" } } } }] }],
    toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f"] } },
    generationConfig: {
      responseMimeType: "application/json",
      responseSchema: { type: "OBJECT", properties: { a: { type: "INTEGER" } } },
      thinkingConfig: { thinkingBudget: 5, includeThoughts: true },
    },
  },
};
