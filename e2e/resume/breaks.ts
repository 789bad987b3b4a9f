/** How answers break off in this folder: the model of a request decides which provider fails, how, and who stands behind it. */
import type { Fault } from "@headgate/simulator";

export const answer = "one two three four five six seven eight";
/** The same first three words. */
export const otherAnswer = "one two three and then its own words";
export const shortAnswer = "one two three";

/** Events that stand before the first word of a stream. */
const opening = { chat: 1, completions: 0, responses: 4 } as const;

type Ending = "resetAfter" | "cutAfter" | "stallAfter" | "errorAfter" | "malformedAfter";

function breaks(model: string, words: number, ending: Ending = "resetAfter"): readonly Fault[] {
  const stream = { model, stream: true };
  return Object.entries(opening).map(([operation, events]) => ({ ...stream, operation, [ending]: events + words }));
}

const endings: Readonly<Record<string, Ending>> = {
  "a torn connection": "resetAfter",
  "a clean end without a terminator": "cutAfter",
  silence: "stallAfter",
  "an error of the provider": "errorAfter",
  "a damaged event": "malformedAfter",
};

/** One model for each way in which the first provider can break off after three words. */
export const breakages: readonly { readonly end: string; readonly model: string; readonly code: string }[] = Object.entries(
  endings,
).map(([end, model]) => ({ end, model, code: codeOf(model) }));

export const faults: Readonly<Record<"first" | "second", readonly Fault[]>> = {
  first: [
    ...Object.values(endings).flatMap((ending) => breaks(ending, 3, ending)),
    ...["aliased", "awaited", "own-words"].flatMap((model) => breaks(model, 3)),
    ...breaks("relayed", 2),
    ...["differs", "ends-early"].flatMap((model) => breaks(model, 5)),
    // The call is open, and a first piece of its arguments was sent.
    { model: "calls-tool", operation: "chat", resetAfter: 3 },
    { model: "calls-tool", operation: "responses", resetAfter: 4 },
  ],
  second: [...breaks("relayed", 5), { model: "awaited", hang: true }],
};

/** Who goes on after the first provider, for the fallback plugin. */
export const chains: Readonly<Record<string, string[]>> = {
  "first/relayed": ["second/relayed", "third/relayed"],
  "first/awaited": ["second/awaited", "third/awaited"],
  "first/own-words": ["other/own-words"],
  "first/differs": ["other/differs"],
  "first/ends-early": ["short/ends-early"],
  "first/calls-tool": ["second/calls-tool"],
  ...Object.fromEntries(Object.values(endings).map((model) => [`first/${model}`, [`second/${model}`]])),
};
export const aliases: Readonly<Record<string, string[]>> = { "any-of-two": ["first/aliased", "second/aliased"] };

export const models: readonly string[] = [...new Set([...Object.keys(chains).map((name) => name.slice(6)), "aliased"])];

function codeOf(ending: Ending): string {
  if (ending === "stallAfter") return "timeout";
  return ending === "errorAfter" ? "server_error" : "upstream_error";
}
