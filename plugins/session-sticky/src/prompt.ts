/** Tells conversations apart by their beginning, which every further turn repeats and a provider caches. */
import { hash } from "node:crypto";
import type { Exchange } from "@headgate/core";

/** A digest of the instructions and everything up to the first user message; undefined if there is none. */
export function readPrompt(x: Exchange): string | undefined {
  const read = Object.hasOwn(beginnings, x.operation) ? beginnings[x.operation] : undefined;
  const beginning = read?.(x);
  return beginning && hash("sha256", JSON.stringify(beginning), "hex");
}

type Beginning = readonly unknown[] | undefined;

const beginnings: Readonly<Record<string, (x: Exchange) => Beginning>> = {
  chat: (x) => upToUser(x.field("messages")),
  messages: (x) => withInstructions(x.field("system"), upToUser(x.field("messages"))),
  responses: (x) => {
    const input = x.field("input");
    return withInstructions(x.field("instructions"), typeof input === "string" && input ? [input] : upToUser(input));
  },
};

function withInstructions(instructions: unknown, said: Beginning): Beginning {
  return said && [instructions ?? null, ...said];
}

function upToUser(messages: unknown): Beginning {
  if (!Array.isArray(messages)) return undefined;
  const first = messages.findIndex((message: { role?: unknown } | null | undefined) => message?.role === "user");
  return first < 0 ? undefined : messages.slice(0, first + 1);
}
