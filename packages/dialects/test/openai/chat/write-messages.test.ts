/** What turns of the canonical form become in a Chat request for a provider. */
import type { Conversation, Part, Turn } from "@headgate/dialects";
import { describe, expect, test } from "vitest";
import { write } from "./bodies.ts";

const said = (text: string): Part => ({ kind: "text", text });
const user = (...parts: readonly Part[]): Turn => ({ role: "user", parts });
const assistant = (...parts: readonly Part[]): Turn => ({ role: "assistant", parts });
const call = { kind: "call", id: "t1", name: "f", arguments: '{"b":1,"a":2}' } as const;
const written = { id: "t1", type: "function", function: { name: "f", arguments: '{"b":1,"a":2}' } };
const png = { kind: "data", mediaType: "image/png", base64: "AAAA" } as const;
const image = { kind: "image", source: png } as const;
const shown = { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } };
const signature = { dialect: "anthropic", value: "s" };
const result = (...parts: readonly Part[]): Part => ({ kind: "result", id: "t1", name: "f", parts: parts as never });

describe("messages", () => {
  test.each<[string, Partial<Conversation>, readonly object[], ...string[]]>([
    ["system texts are one message", { system: ["A", "B"] }, [{ role: "system", content: "A\n\nB" }]],
    ["a single text stands alone", { turns: [user(said("A"))] }, [{ role: "user", content: "A" }]],
    [
      "several parts are a list",
      { turns: [user(said("A"), image)] },
      [{ role: "user", content: [{ type: "text", text: "A" }, shown] }],
    ],
    [
      "an image by its address",
      { turns: [user({ kind: "image", source: { kind: "url", url: "http://x" }, detail: "low" })] },
      [{ role: "user", content: [{ type: "image_url", image_url: { url: "http://x", detail: "low" } }] }],
    ],
    [
      "a document gets a name",
      { turns: [user({ kind: "document", source: { ...png, mediaType: "application/pdf" } })] },
      [
        {
          role: "user",
          content: [{ type: "file", file: { filename: "document.pdf", file_data: "data:application/pdf;base64,AAAA" } }],
        },
      ],
    ],
    [
      "a document of text is its text",
      { turns: [user({ kind: "document", name: "a.txt", source: { kind: "text", text: "A" } })] },
      [{ role: "user", content: "a.txt\n\nA" }],
    ],
    [
      "audio",
      { turns: [user({ kind: "audio", source: { ...png, mediaType: "audio/mpeg" } })] },
      [{ role: "user", content: [{ type: "input_audio", input_audio: { data: "AAAA", format: "mp3" } }] }],
    ],
    ["what the system says later", { turns: [{ role: "system", parts: [said("A")] }] }, [{ role: "system", content: "A" }]],
    ["calls without a text", { turns: [assistant(call)] }, [{ role: "assistant", content: null, tool_calls: [written] }]],
    ["calls with a text", { turns: [assistant(said("A"), call)] }, [{ role: "assistant", content: "A", tool_calls: [written] }]],
    ["a refusal", { turns: [assistant({ kind: "refusal", text: "No" })] }, [{ role: "assistant", content: null, refusal: "No" }]],
    [
      "results come before what the user says",
      { turns: [user(said("A"), result(said("1")))] },
      [
        { role: "tool", tool_call_id: "t1", content: "1" },
        { role: "user", content: "A" },
      ],
    ],
    ["an empty result", { turns: [user(result())] }, [{ role: "tool", tool_call_id: "t1", content: "" }]],
    [
      "an image in a result follows it",
      { turns: [user(result(said("1"), image), said("A"))] },
      [
        { role: "tool", tool_call_id: "t1", content: "1" },
        { role: "user", content: [shown, { type: "text", text: "A" }] },
      ],
      "result-image: turns.0.parts.0.parts.1",
    ],
    [
      "an image alone in a result",
      { turns: [user(result(image))] },
      [
        { role: "tool", tool_call_id: "t1", content: "(see what follows)" },
        { role: "user", content: [shown] },
      ],
      "result-image: turns.0.parts.0.parts.0",
    ],
    [
      "all results come before what they showed",
      { turns: [user(result(image), result(said("2")))] },
      [
        { role: "tool", tool_call_id: "t1", content: "(see what follows)" },
        { role: "tool", tool_call_id: "t1", content: "2" },
        { role: "user", content: [shown] },
      ],
      "result-image: turns.0.parts.0.parts.0",
    ],
    [
      "a failed result",
      { turns: [user({ kind: "result", id: "t1", name: "f", parts: [], failed: true })] },
      [{ role: "tool", tool_call_id: "t1", content: "" }],
      "other: turns.0.parts.0.failed",
    ],
    [
      "reasoning",
      { turns: [assistant({ kind: "reasoning", text: "R", signature }, said("A"))] },
      [{ role: "assistant", content: "A" }],
      "reasoning: turns.0.parts.0",
    ],
    ["reasoning alone", { turns: [assistant({ kind: "reasoning", text: "R" })] }, [], "reasoning: turns.0.parts.0"],
    [
      "a signed call",
      { turns: [assistant({ ...call, signature })] },
      [{ role: "assistant", content: null, tool_calls: [written] }],
      "reasoning: turns.0.parts.0.signature",
    ],
    [
      "a document by its address",
      { turns: [user(said("A"), { kind: "document", source: { kind: "url", url: "http://x" } })] },
      [{ role: "user", content: "A" }],
      "image-address: turns.0.parts.1",
    ],
    [
      "audio of another kind",
      { turns: [user({ kind: "audio", source: { ...png, mediaType: "audio/ogg" } })] },
      [],
      "audio-input: turns.0.parts.0",
    ],
    [
      "an image of the assistant's",
      { turns: [assistant(said("A"), image)] },
      [{ role: "assistant", content: "A" }],
      "vendor-content: turns.0.parts.1",
    ],
  ])("%s", (_name, fields, messages, ...lost) => {
    const { body, lost: found } = write(fields);
    expect(body["messages"]).toEqual(messages);
    expect(found.map(({ feature, field }) => `${feature}: ${field}`)).toEqual(lost);
  });

  test("an id that is too long is cut for the call and its result alike, and no other becomes the same", () => {
    const ids = ["a", "b"].map((end) => "x".repeat(60) + end);
    const turns = ids.flatMap((id) => [assistant({ ...call, id }), user({ kind: "result", id, name: "f", parts: [] })]);
    const [first, second, third, fourth] = write({ turns }).body["messages"] as {
      tool_calls?: { id: string }[];
      tool_call_id?: string;
    }[];
    expect(first?.tool_calls?.[0]?.id).toBe(second?.tool_call_id);
    expect(third?.tool_calls?.[0]?.id).toBe(fourth?.tool_call_id);
    expect(second?.tool_call_id).toHaveLength(40);
    expect(second?.tool_call_id).not.toBe(fourth?.tool_call_id);
  });
});
