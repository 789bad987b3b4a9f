/** What is left out of both sides before they are compared: who answered, and what no other vendor has according to the table of features. */
import type { Feature } from "@headgate/dialects";
import type { Client, Json } from "./dialogue.ts";

type Reason = "identity" | Feature;

/** Ends of paths, without list indexes. */
const fields: Readonly<Record<Client["name"], Readonly<Record<string, Reason>>>> = {
  chat: {
    // The gateway's own: who answered, and how long it took.
    extra_fields: "identity",
    id: "identity",
    created: "identity",
    model: "identity",
    system_fingerprint: "identity",
    service_tier: "service",
    logprobs: "logprobs",
    "message.annotations": "citations",
    "prompt_tokens_details.audio_tokens": "audio-input",
    "completion_tokens_details.audio_tokens": "audio-output",
    "completion_tokens_details.accepted_prediction_tokens": "service",
    "completion_tokens_details.rejected_prediction_tokens": "service",
  },
  responses: {
    extra_fields: "identity",
    id: "identity",
    call_id: "identity",
    created_at: "identity",
    completed_at: "identity",
    model: "identity",
    service_tier: "service",
    "text.verbosity": "service",
    store: "storage",
    "output.encrypted_content": "reasoning",
    "content.logprobs": "logprobs",
    "content.annotations": "citations",
  },
  messages: {
    id: "identity",
    model: "identity",
    container: "vendor-content",
    "usage.service_tier": "service",
    "usage.cache_creation": "cache-control",
    "content.signature": "reasoning",
  },
  generate: {
    "functionCall.id": "identity",
    responseId: "identity",
    modelVersion: "identity",
    "parts.thoughtSignature": "reasoning",
    "candidates.safetyRatings": "safety",
    "usageMetadata.promptTokensDetails": "other",
  },
};

/** A line of a table for each client. */
export function leftOut(): readonly (readonly string[])[] {
  return Object.entries(fields).map(([client, reasons]) => {
    const all = [...new Set(Object.values(reasons))].map((reason) => {
      const names = Object.keys(reasons).filter((name) => reasons[name] === reason);
      return `${reason}: ${names.map((name) => `\`${name}\``).join(" ")}`;
    });
    return [client, all.join("; ")];
  });
}

export function withoutVendor<T>({ name }: Pick<Client, "name">, value: T): T {
  const ends = Object.keys(fields[name]);
  return rewritten(value, (path) => (ends.some((end) => path === end || path.endsWith(`.${end}`)) ? undefined : keep));
}

/** Tells `rewritten` to keep a value. */
export const keep: unique symbol = Symbol("keep");

/** Asks `change` for the new value of every member of every object, from the leaves up; undefined leaves it out. */
export function rewritten<T>(value: T, change: (path: string, value: unknown) => unknown, path = ""): T {
  if (Array.isArray(value)) return value.map((one) => rewritten(one as unknown, change, path)) as T;
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value as Json).flatMap(([name, member]) => {
    const at = path === "" ? name : `${path}.${name}`;
    const inner = rewritten(member, change, at);
    const changed = change(at, inner);
    if (changed === undefined) return [];
    return [[name, changed === keep ? inner : changed]];
  });
  return Object.fromEntries(members) as T;
}
