/** A prompt that is too long for one target goes to those that take more, and to no others. */
import { refuse, type ReplyInit } from "@headgate/core";
import type { FallbackOptions } from "@headgate/plugin-fallback";
import { expect, test } from "vitest";
import { ask, failing, good, refusing } from "./scene.ts";

const tooLong = failing(400, "context_length_exceeded", "request");
const tooLongForAnthropic: ReplyInit = {
  status: 400,
  body: "{}",
  error: refuse({
    code: "invalid_request_error",
    status: 400,
    message: "prompt is too long: 210000 tokens > 200000 maximum",
    by: "provider",
  }),
};
const small = { "openai/gpt-4o": 100 };
const windows = { ...small, "groq/llama": 50, "groq/same": 100, "anthropic/claude": 1000, "openai/large": 2000 };
const fallbacks = ["groq/llama", "groq/same", "groq/unknown", "anthropic/claude", "openai/large"];

test.each<readonly [string, FallbackOptions, readonly ReplyInit[], readonly string[]]>([
  ["those with a larger window", { contextWindows: windows }, [tooLong, good], ["anthropic/claude"]],
  [
    "those with a larger window, for Anthropic's words",
    { contextWindows: windows },
    [tooLongForAnthropic, good],
    ["anthropic/claude"],
  ],
  [
    "still larger ones when that was too small as well",
    { contextWindows: windows },
    [tooLong, tooLong, good],
    ["anthropic/claude", "openai/large"],
  ],
  [
    "only larger ones after another failure too",
    { contextWindows: windows },
    [tooLong, failing(503), good],
    ["anthropic/claude", "openai/large"],
  ],
  ["all others until one says so", { contextWindows: windows }, [failing(503), tooLong, good], ["groq/llama", "groq/same"]],
  ["nobody when none is known to be larger", { contextWindows: small }, [tooLong], []],
  ["nobody when the failed one's window is not known", { contextWindows: { "openai/large": 2000 } }, [tooLong], []],
  ["nobody without this option", {}, [tooLong], []],
  ["all others when the code is listed", { codes: ["context_length_exceeded"] }, [tooLong, good], ["groq/llama"]],
  [
    "larger ones even when the code is listed",
    { codes: ["context_length_exceeded"], contextWindows: windows },
    [tooLong, good],
    ["anthropic/claude"],
  ],
  ["all others after another failure", { contextWindows: windows }, [failing(503), good], ["groq/llama"]],
])("asks %s", async (_what, options, script, expected) => {
  const { asked, ran } = await ask(script, { options, json: { fallbacks } });
  expect(asked.slice(1)).toEqual(expected);
  expect(ran.status).toBe(script.at(-1)!.status);
});

test("a rule inside that finds the prompt too long for this target narrows the search as well", async () => {
  const rule = refusing({ code: "context_length_exceeded", status: 400, scope: "target" });
  const { asked } = await ask([rule, good], { options: { contextWindows: windows }, json: { fallbacks } });
  expect(asked[1]).toBe("anthropic/claude");
});
