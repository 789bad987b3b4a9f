/** What of a Messages request does not cross, by name, and what is no such request. */
import { type Conversation, type Loss, Unreadable } from "@headgate/dialects";
import { expect, test } from "vitest";
import { format } from "./frames.ts";

const asked = { model: "m", stream: false };
const hi = { role: "user", content: "Hi" };

function read(body: object): { value: Conversation; lost: readonly Loss[] } {
  return format.readRequest({ model: "client/m", max_tokens: 10, messages: [hi], ...body }, asked);
}

const block = (...content: readonly object[]): object => ({ messages: [{ role: "user", content }] });
const file = { type: "file", file_id: "f" };

test.each<[string, object, readonly [string, string][]]>([
  [
    "a mark for the cache",
    block({ type: "text", text: "a", cache_control: { type: "ephemeral" } }),
    [["cache-control", "messages.0.content.0.cache_control"]],
  ],
  [
    "a mark on a system block",
    { system: [{ type: "text", text: "a", cache_control: {} }] },
    [["cache-control", "system.0.cache_control"]],
  ],
  ["a mark on a tool", { tools: [{ name: "t", cache_control: {} }] }, [["cache-control", "tools.0.cache_control"]]],
  ["a mark on everything", { cache_control: { type: "ephemeral" } }, [["cache-control", "cache_control"]]],
  [
    "citations",
    block({ type: "document", citations: { enabled: true }, source: { type: "text", data: "a" } }),
    [["citations", "messages.0.content.0.citations"]],
  ],
  ["no citations", block({ type: "document", citations: { enabled: false }, source: { type: "text", data: "a" } }), []],
  [
    "the context of a document",
    block({ type: "document", context: "c", source: { type: "text", data: "a" } }),
    [["other", "messages.0.content.0.context"]],
  ],
  ["a stored image", block({ type: "image", source: file }), [["stored-file", "messages.0.content.0"]]],
  ["a stored document", block({ type: "document", source: file }), [["stored-file", "messages.0.content.0"]]],
  ["a search result", block({ type: "search_result", content: [] }), [["vendor-content", "messages.0.content.0"]]],
  ["a server tool's result", block({ type: "web_search_tool_result" }), [["vendor-content", "messages.0.content.0"]]],
  [
    "a reference in a result",
    block({ type: "tool_result", tool_use_id: "t", content: [{ type: "tool_reference" }] }),
    [["vendor-content", "messages.0.content.0.content.0"]],
  ],
  ["a server tool", { tools: [{ type: "web_search_20250305", name: "web_search" }] }, [["vendor-tools", "tools.0"]]],
  ["tools of a server", { mcp_servers: [{}] }, [["vendor-tools", "mcp_servers"]]],
  [
    "a tool for code",
    { tools: [{ name: "t", allowed_callers: ["code_execution_20260120"] }] },
    [["vendor-tools", "tools.0.allowed_callers"]],
  ],
  ["a tool for the model alone", { tools: [{ name: "t", allowed_callers: ["direct"] }] }, []],
  ["examples of a tool", { tools: [{ name: "t", input_examples: [{}] }] }, [["tool-settings", "tools.0.input_examples"]]],
  ["a container", { container: "c" }, [["vendor-content", "container"]]],
  ["a tier", { service_tier: "standard_only" }, [["service", "service_tier"]]],
  ["the usual tier and speed", { service_tier: "auto", speed: "standard" }, []],
  ["a speed", { speed: "fast" }, [["service", "speed"]]],
  ["more metadata", { metadata: { trace: 1 } }, [["storage", "metadata.trace"]]],
  [
    "an effort without thinking",
    { thinking: { type: "disabled" }, output_config: { effort: "low" } },
    [["reasoning-settings", "output_config.effort"]],
  ],
  ["thinking of a later version", { thinking: { type: "between_tools" } }, [["reasoning-settings", "thinking"]]],
  ["an effort of a later version", { output_config: { effort: "extreme" } }, [["reasoning-settings", "output_config.effort"]]],
  [
    "fields of a later version",
    { context_management: {}, constructor: 1 },
    [
      ["other", "context_management"],
      ["other", "constructor"],
    ],
  ],
  ["an unknown field that is null", { later: null }, []],
  ["the gateway's own", { fallbacks: ["openai/gpt-4o"] }, []],
])("%s is named, or is nothing to name", (_name, body, expected) => {
  expect(read(body).lost).toEqual(expected.map(([feature, field]) => ({ feature, field })));
});

test.each<[string, unknown, string]>([
  ["no object", [], "body"],
  ["no messages", { messages: undefined }, "messages"],
  ["messages that are text", { messages: "Hi" }, "messages"],
  ["a message that is text", { messages: ["Hi"] }, "messages.0"],
  ["an unknown role", { messages: [{ role: "robot", content: "Hi" }] }, "messages.0.role"],
  ["no content", { messages: [{ role: "user" }] }, "messages.0.content"],
  ["a block without a type", block({ text: "a" }), "messages.0.content.0.type"],
  ["text that is a number", block({ type: "text", text: 1 }), "messages.0.content.0.text"],
  ["a call of the user's", block({ type: "tool_use", id: "t", name: "n", input: {} }), "messages.0.content.0.type"],
  [
    "arguments that are text",
    { messages: [{ role: "assistant", content: [{ type: "tool_use", id: "t", name: "n", input: "{}" }] }] },
    "messages.0.content.0.input",
  ],
  [
    "a result of the assistant's",
    { messages: [{ role: "assistant", content: [{ type: "tool_result", tool_use_id: "t" }] }] },
    "messages.0.content.0.type",
  ],
  [
    "a call within a result",
    block({ type: "tool_result", tool_use_id: "t", content: [{ type: "tool_use" }] }),
    "messages.0.content.0.content.0.type",
  ],
  ["an image of the system's", { messages: [{ role: "system", content: [{ type: "image" }] }] }, "messages.0.content.0.type"],
  ["an unknown source", block({ type: "image", source: { type: "blob" } }), "messages.0.content.0.source.type"],
  ["max_tokens in words", { max_tokens: "ten" }, "max_tokens"],
  ["a stop sequence that is none", { stop_sequences: [1] }, "stop_sequences.0"],
  ["an unknown choice", { tool_choice: { type: "some" } }, "tool_choice.type"],
  ["a tool without a name", { tools: [{ input_schema: {} }] }, "tools.0.name"],
  ["an unknown form of output", { output_config: { format: { type: "xml" } } }, "output_config.format.type"],
])("%s is unreadable, and the field is named", (_name, body, field) => {
  const whole: unknown = Array.isArray(body) ? body : { model: "m", max_tokens: 10, messages: [hi], ...(body as object) };
  const why = ((): unknown => {
    try {
      return format.readRequest(whole, asked);
    } catch (error) {
      return error;
    }
  })();
  expect(why).toBeInstanceOf(Unreadable);
  expect((why as Unreadable).field).toBe(field);
});
