/** What Responses requests lose on the way into the canonical form, and what is no such request. */
import { describe, expect, test } from "vitest";
import { asked, losses, responses } from "./rig.ts";

const message = (...content: object[]) => ({ input: [{ role: "user", content }] });
const lossy: readonly (readonly [body: Record<string, unknown>, ...lost: string[]])[] = [
  [{ previous_response_id: "resp_1" }, "stored-state previous_response_id"],
  [{ conversation: "conv_1" }, "stored-state conversation"],
  [{ prompt: { id: "pmpt_1" } }, "stored-state prompt"],
  [{ input: "hi", background: true }, "stored-state background"],
  [{ input: [{ type: "item_reference", id: "msg_1" }, { id: "rs_1" }] }, "stored-state input.0", "stored-state input.1"],
  [{ input: [{ type: "web_search_call", id: "ws_1" }] }, "vendor-content input.0"],
  [{ input: [{ type: "custom_tool_call_output", call_id: "c" }] }, "vendor-content input.0"],
  [message({ type: "hologram" }), "vendor-content input.0.content.0"],
  [message({ type: "input_image", file_id: "f" }), "stored-file input.0.content.0.file_id"],
  [message({ type: "input_file", file_id: "f" }), "stored-file input.0.content.0.file_id"],
  [
    message({ type: "output_text", text: "a", annotations: [{ type: "url_citation" }], logprobs: [{ token: "a" }] }),
    "citations input.0.content.0.annotations",
    "logprobs input.0.content.0.logprobs",
  ],
  [
    message({ type: "input_text", text: "a", prompt_cache_breakpoint: { type: "x" } }),
    "cache-control input.0.content.0.prompt_cache_breakpoint",
  ],
  [{ input: [{ type: "reasoning", id: "rs_1", summary: [], encrypted_content: "xyz" }] }, "reasoning input.0.encrypted_content"],
  [
    { input: "hi", tools: [{ type: "web_search" }, { type: "custom", name: "c" }] },
    "vendor-tools tools.0",
    "vendor-tools tools.1",
  ],
  [{ input: "hi", tool_choice: { type: "file_search" } }, "vendor-tools tool_choice"],
  [{ input: "hi", tools: [{ type: "function", name: "f", defer_loading: true }] }, "tool-settings tools.0.defer_loading"],
  [{ input: "hi", max_tool_calls: 2 }, "tool-settings max_tool_calls"],
  [{ input: "hi", store: true, metadata: { a: "b" } }, "storage store", "storage metadata"],
  [{ input: "hi", truncation: "auto", toString: 1 }, "other truncation", "other toString"],
  [{ input: "hi", service_tier: "priority", text: { verbosity: "terse" } }, "service service_tier", "service text.verbosity"],
  [{ input: "hi", top_logprobs: 3 }, "logprobs top_logprobs"],
  [{ input: "hi", prompt_cache_key: "k" }, "cache-control prompt_cache_key"],
  [{ input: "hi", moderation: { model: "m" } }, "safety moderation"],
  [{ input: "hi", reasoning: { effort: "galactic" } }, "reasoning-settings reasoning.effort"],
  [
    { input: "hi", reasoning: { summary: "detailed", mode: "pro" } },
    "reasoning-settings reasoning.mode",
    "reasoning-settings reasoning.summary",
  ],
  [
    { input: "hi", include: ["reasoning.encrypted_content", "message.output_text.logprobs", "file_search_call.results"] },
    "reasoning include.0",
    "logprobs include.1",
    "other include.2",
  ],
  [{ input: "hi", user: "a", safety_identifier: "b" }, "other user"],
];

describe("what a Responses request loses", () => {
  test.each(lossy)("%j", (body, ...lost) => {
    expect(new Set(losses(responses.readRequest(body, asked).lost))).toEqual(new Set(lost));
  });
});

const broken: readonly (readonly [body: unknown, said: string])[] = [
  [[], "body: found an array, expected an object"],
  [{}, "input: found nothing, expected a string or an array of items"],
  [{ input: 7 }, "input: found 7, expected a string or an array of items"],
  [{ input: [7] }, "input.0: found 7, expected an object"],
  [{ input: [{ role: "robot", content: "" }] }, 'input.0.role: found "robot", expected user, assistant, system or developer'],
  [{ input: [{ role: "user", content: [{ type: "input_text" }] }] }, "input.0.content.0.text: found nothing, expected a string"],
  [message({ type: "input_image" }), "input.0.content.0: found nothing, expected an image_url"],
  [
    { input: [{ type: "function_call", call_id: "c", name: "f", arguments: "[]" }] },
    'input.0.arguments: found "[]", expected JSON of an object',
  ],
  [{ input: "hi", temperature: "hot" }, 'temperature: found "hot", expected a number'],
  [{ input: "hi", tools: [{ type: "function", function: {} }] }, "tools.0.name: found nothing, expected a string"],
  [{ input: "hi", tool_choice: "any" }, 'tool_choice: found "any", expected auto, none, required or a tool'],
  [
    { input: "hi", text: { format: { type: "xml" } } },
    'text.format.type: found "xml", expected text, json_object or json_schema',
  ],
];

describe("what is no Responses request", () => {
  test.each(broken)("%j", (body, said) => {
    expect(() => responses.readRequest(body, asked)).toThrow(said);
  });
});
