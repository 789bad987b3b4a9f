// Each fault as it looks on the wire of Anthropic and of Gemini, whole and streamed.
import { describe, expect, it } from "vitest";
import type { Fault } from "../src/index.ts";
import { ask, shared, type Ask, type Seen } from "./clients.ts";
import { contents, generate, message, streamed } from "./vendors.ts";

const simulator = await shared();
const torn = "ECONNRESET";

interface Way {
  readonly operation: string;
  send(stream: boolean, leaveAt?: string): Promise<Seen>;
  /** The frames of a stream, each in a word. */
  kinds(text: string): readonly string[];
  /** A stream of two words. */
  readonly whole: readonly string[];
  readonly terminator: string;
  /** What comes over and over before the content, and what always comes before that. */
  readonly idle: string;
  readonly before: readonly string[];
  readonly overloaded: object;
}

const ways: readonly (readonly [name: string, way: Way])[] = [
  [
    "anthropic",
    {
      operation: "messages",
      send: (stream, leaveAt) => send("/v1/messages", message("Hello", { stream }), leaveAt),
      kinds: (text) => split(text, "\n\n").map((frame) => kind(frame, (event) => String(event.type))),
      whole: [
        "message_start",
        "ping",
        "content_block_start",
        ...twice("content_block_delta"),
        "content_block_stop",
        "message_delta",
      ],
      terminator: "message_stop",
      idle: "ping",
      before: ["message_start", "ping"],
      overloaded: { type: "error", error: { type: "overloaded_error", message: "Overloaded" } },
    },
  ],
  [
    "gemini",
    {
      operation: "generate",
      send: (stream, leaveAt) => send(stream ? streamed : generate, contents("Hello"), leaveAt),
      kinds: (text) => split(text, "\r\n\r\n").map((frame) => kind(frame, chunkKind)),
      whole: twice("text"),
      terminator: "STOP",
      idle: "empty",
      before: [],
      overloaded: { error: { code: 529, status: "UNAVAILABLE" } },
    },
  ],
];

interface Frame {
  readonly type?: string;
  readonly error?: object;
  readonly candidates?: readonly {
    readonly finishReason?: string;
    readonly content?: { readonly parts: readonly { text?: string }[] };
  }[];
}

function send(path: string, asked: Ask, leaveAt?: string): Promise<Seen> {
  return ask(simulator.url + path, { ...asked, ...(leaveAt !== undefined && { leaveAt }) });
}

function twice(word: string): readonly string[] {
  return [word, word];
}

function split(text: string, blank: string): readonly string[] {
  return text.split(blank).filter(Boolean);
}

function kind(frame: string, of: (event: Frame) => string): string {
  if (frame.startsWith(":")) return "comment";
  try {
    return of(JSON.parse(frame.slice(frame.indexOf("data: ") + 6)) as Frame);
  } catch {
    return "damaged";
  }
}

function chunkKind({ error, candidates }: Frame): string {
  const candidate = candidates?.[0];
  return error ? "error" : (candidate?.finishReason ?? (candidate?.content?.parts[0]?.text === "" ? "empty" : "text"));
}

describe.each(ways)("%s", (_name, way) => {
  const { whole, terminator, idle } = way;

  it.each<[name: string, fault: Fault, kinds: readonly string[], end: string]>([
    ["is whole without a fault", {}, [...whole, terminator], "whole"],
    ["ends cleanly after n events", { cutAfter: 1 }, whole.slice(0, 1), "whole"],
    ["ends before the terminator for a cut beyond it", { cutAfter: 99 }, whole, "whole"],
    ["is torn after n events", { resetAfter: 1 }, whole.slice(0, 1), torn],
    ["has no terminator", { noDone: true }, whole, "whole"],
    ["has one damaged event and goes on", { malformedAfter: 1 }, [whole[0]!, "damaged", ...whole.slice(2), terminator], "whole"],
    ["has a damaged event before the terminator", { malformedAfter: 99 }, [...whole, "damaged", terminator], "whole"],
    ["starts with an error", { errorFirst: true }, ["error"], "whole"],
    ["ends with an error after n events", { errorAfter: 1 }, [whole[0]!, "error"], "whole"],
    ["is empty", { emptyBody: true }, [], "whole"],
    [
      "has comments and idle events before its content",
      { comments: 2 },
      [...way.before, "comment", idle, "comment", idle, ...whole.slice(way.before.length), terminator],
      "whole",
    ],
  ])("streamed %s", async (_what, fault, kinds, end) => {
    simulator.script({ events: 2, ...fault });
    const seen = await way.send(true);
    expect(seen.status).toBe(200);
    expect(way.kinds(seen.text)).toEqual(kinds);
    expect(seen.end).toBe(end);
  });

  it("streamed stalls on an open connection until its reader leaves", async () => {
    simulator.script({ stallAfter: 1 });
    const seen = await way.send(true, "}");
    expect(way.kinds(seen.text)).toEqual(whole.slice(0, 1));
    await expect(simulator.calls[0]?.waitForAbort()).resolves.toBeGreaterThan(0);
  });

  it("is met by its operation, its model and whether it streams", async () => {
    simulator.script([
      { operation: way.operation, model: "gpt-4o", stream: true, status: 418 },
      { operation: way.operation, stream: false, status: 410 },
    ]);
    expect([(await way.send(true)).status, (await way.send(false)).status]).toEqual([418, 410]);
    expect(simulator.calls[0]).toMatchObject({ operation: way.operation, model: "gpt-4o" });
  });

  it.each([true, false])("is an envelope of its own for a status, streamed: %s", async (stream) => {
    simulator.script({ status: 529, headers: { "Retry-After": "3" } });
    const seen = await way.send(stream);
    expect(seen).toMatchObject({ status: 529, headers: { "retry-after": "3" } });
    expect(JSON.parse(seen.text)).toMatchObject(way.overloaded);
  });

  it.each<[name: string, fault: Fault]>([
    ["errorFirst", { errorFirst: { message: "full" } }],
    ["errorAfter", { errorAfter: 3, error: { error: { message: "full" } } }],
  ])("whole is an error under a 200 for %s", async (_what, fault) => {
    simulator.script(fault);
    const seen = await way.send(false);
    expect(seen.status).toBe(200);
    expect(JSON.parse(seen.text)).toMatchObject({ error: { message: "full" } });
  });

  it("whole is cut, torn, damaged or empty", async () => {
    simulator.script([
      { cutAfter: 1, times: 1 },
      { resetAfter: 1, times: 1 },
      { malformedAfter: 0, times: 1 },
      { emptyBody: true, times: 1 },
    ]);
    const ends = [(await way.send(false)).end, (await way.send(false)).end];
    expect(ends).toEqual([torn, torn]);
    const damaged = await way.send(false);
    expect(() => JSON.parse(damaged.text)).toThrow(SyntaxError);
    expect((await way.send(false)).text).toBe("");
  });

  it.each([true, false])("has the usage it was told, or none, streamed: %s", async (stream) => {
    simulator.script([{ usage: { told: 0 }, times: 1 }, { usage: null }]);
    expect((await way.send(stream)).text).toMatch(/"usage(?:Metadata)?":\{"told":0\}/);
    expect((await way.send(stream)).text).not.toContain("usage");
  });
});
