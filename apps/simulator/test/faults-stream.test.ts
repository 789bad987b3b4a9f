// Each fault as it looks on the wire of a stream.
import { describe, expect, it } from "vitest";
import type { Fault } from "../src/index.ts";
import { ask, frames, hello, shared, type Seen } from "./clients.ts";

const simulator = await shared();

function stream(fault: Fault, path = "/v1/chat/completions", body: object = hello): Promise<Seen> {
  simulator.script(fault);
  return ask(simulator.url + path, { body: { ...body, stream: true } });
}

/** What a chat frame is, in a word. */
function kind(frame: string): string {
  if (frame.startsWith(":")) return "comment";
  if (frame === "data: [DONE]") return "done";
  let chunk: { error?: object; choices?: { delta: { role?: string; content?: string }; finish_reason: string | null }[] };
  try {
    chunk = JSON.parse(frame.slice(6));
  } catch {
    return "damaged";
  }
  const [choice] = chunk.choices ?? [];
  if (chunk.error) return "error";
  if (choice?.delta.role) return "role";
  return choice?.finish_reason ?? choice?.delta.content ?? "?";
}

const whole = ["role", "You", " said:", "stop"];
const torn = "ECONNRESET";

describe("a stream of two words", () => {
  it.each<[name: string, fault: Fault, kinds: readonly string[], end: string]>([
    ["is whole without a fault", {}, [...whole, "done"], "whole"],
    ["ends cleanly after n events", { cutAfter: 2 }, ["role", "You"], "whole"],
    ["ends cleanly after its headers", { cutAfter: 0 }, [], "whole"],
    ["ends before the terminator for a cut beyond it", { cutAfter: 99 }, whole, "whole"],
    ["is torn after n events", { resetAfter: 3 }, ["role", "You", " said:"], torn],
    ["is torn before the terminator for a reset beyond it", { resetAfter: 99 }, whole, torn],
    ["has no terminator", { noDone: true }, whole, "whole"],
    ["has one damaged event and goes on", { malformedAfter: 1 }, ["role", "damaged", " said:", "stop", "done"], "whole"],
    ["has a damaged event before the terminator", { malformedAfter: 99 }, [...whole, "damaged", "done"], "whole"],
    ["starts with an error", { errorFirst: true }, ["error"], "whole"],
    ["ends with an error after n events", { errorAfter: 2 }, ["role", "You", "error"], "whole"],
    ["is empty", { emptyBody: true }, [], "whole"],
    ["has comments and empty deltas first", { comments: 2 }, ["comment", "role", "comment", "role", ...whole, "done"], "whole"],
    ["counts no comment as an event", { comments: 1, cutAfter: 2 }, ["comment", "role", "role"], "whole"],
    ["is longer", { events: 4 }, ["role", "You", " said:", ` "Hello".`, " This", "stop", "done"], "whole"],
  ])("%s", async (_name, fault, kinds, end) => {
    const seen = await stream({ events: 2, ...fault });
    expect(seen.status).toBe(200);
    expect(frames(seen.text).map(kind)).toEqual(kinds);
    expect(seen.end).toBe(end);
  });

  it("is torn before its headers", async () => {
    expect(await stream({ resetAfter: 0 })).toMatchObject({ status: undefined, text: "", end: "ECONNRESET" });
  });

  it("shows the error it was told", async () => {
    const { text } = await stream({ errorFirst: { error: { message: "full", code: "overloaded" } } });
    expect(JSON.parse(text.slice(6))).toEqual({
      error: { message: "full", type: "server_error", param: null, code: "overloaded" },
    });
  });

  it("never starts for a status or a body of the script's own", async () => {
    const limited = await stream({ status: 429, headers: { "Retry-After": "7" } });
    expect(limited).toMatchObject({ status: 429, headers: { "retry-after": "7", "content-type": "application/json" } });
    expect(JSON.parse(limited.text)).toMatchObject({ error: { type: "requests", code: "rate_limit_exceeded", param: null } });
    const page = await stream({ status: 502, body: "<html>", contentType: "text/html" });
    expect(page).toMatchObject({ status: 502, text: "<html>", headers: { "content-type": "text/html" } });
  });

  it("has the usage it was told, or none", async () => {
    const asked = { ...hello, stream_options: { include_usage: true } };
    expect((await stream({ usage: { prompt_tokens: 0 } }, undefined, asked)).text).toContain(`"usage":{"prompt_tokens":0}`);
    expect((await stream({ usage: null }, undefined, asked)).text).not.toContain("usage");
  });

  it("wears another content type", async () => {
    expect((await stream({ contentType: "text/plain" })).headers["content-type"]).toBe("text/plain");
  });
});

describe("a response stream", () => {
  const body = { model: "gpt-4o", input: "Hello" };
  const types = (text: string) => [...text.matchAll(/^event: (.*)$/gm)].map((match) => match[1]);

  it.each<[name: string, fault: Fault, last: readonly string[]]>([
    ["ends without response.completed", { noDone: true }, ["response.output_item.done"]],
    ["ends with an error and response.failed", { errorAfter: 5 }, ["response.output_text.delta", "error", "response.failed"]],
    ["starts with an error", { errorFirst: true }, ["error", "response.failed"]],
    ["ends cleanly after n events", { cutAfter: 1 }, ["response.created"]],
  ])("%s", async (_name, fault, last) => {
    const { text } = await stream(fault, "/v1/responses", body);
    expect(types(text).slice(-last.length)).toEqual(last);
  });

  it("goes on counting in its error frames", async () => {
    const { text } = await stream({ errorAfter: 1 }, "/v1/responses", body);
    expect([...text.matchAll(/"sequence_number":(\d+)/g)].map((match) => match[1])).toEqual(["0", "1", "2"]);
    expect(text).toContain(`"status":"failed"`);
  });
});

describe("a completion stream", () => {
  it("has a damaged event and a terminator", async () => {
    const { text } = await stream({ malformedAfter: 0, comments: 1 }, "/v1/completions", { model: "gpt-4o", prompt: "a" });
    expect(() => JSON.parse(frames(text)[1]?.slice(6) ?? "")).toThrow(SyntaxError);
    expect(frames(text).at(-1)).toBe("data: [DONE]");
  });
});
