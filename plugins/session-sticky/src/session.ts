/** Finds out which session a request belongs to. */
import type { Exchange } from "@headgate/core";
import { readClientSession } from "./clients.ts";
import type { SessionStickyConfig } from "./options.ts";
import { readPrompt } from "./prompt.ts";

/** The session's name, marked with where it came from; undefined if the request belongs to none. */
export type ReadSession = (x: Exchange) => string | undefined;

export function createReadSession({ clientHeaders, derive }: SessionStickyConfig): ReadSession {
  return (x) => {
    const named = x.headers["x-bf-session-id"]?.trim() || (clientHeaders ? readClientSession(x) : undefined);
    if (named) return `named:${named}`;
    const prompt = derive === "prompt" ? readPrompt(x) : undefined;
    return prompt && `prompt:${prompt}`;
  };
}
