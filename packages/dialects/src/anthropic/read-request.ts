/** Reads a client's Messages request. */
import type { Asked, Conversation, Feature, Read, Turn } from "../canonical/index.ts";
import { asList, asNumber, asRecord, asText, type Fields, optional, unreadable } from "../canonical/expect.ts";
import { Losses } from "./losses.ts";
import { BlockReading } from "./read-blocks.ts";
import { readChoice, readTools } from "./read-tools.ts";
import { readOutput, readReasoning } from "./read-reasoning.ts";

/** Throws an Unreadable for a body that is not a Messages request. */
export function readRequest(body: unknown, asked: Asked): Read<Conversation> {
  const losses = new Losses();
  const found = asRecord(body, "body");
  losses.unread(found, read, "", named);
  readExtras(found, losses);
  const config = optional(found["output_config"], "output_config", asRecord);
  if (config) losses.unread(config, configRead, "output_config");
  const { choice, parallel } = readChoice(found["tool_choice"], losses);
  const stop = found["stop_sequences"];
  const value: Conversation = {
    model: asked.model,
    stream: asked.stream,
    system: readSystem(found["system"], losses),
    turns: readTurns(found["messages"], losses),
    tools: readTools(found["tools"], losses),
    toolChoice: choice,
    parallelTools: parallel,
    maxOutput: optional(found["max_tokens"], "max_tokens", asNumber),
    temperature: optional(found["temperature"], "temperature", asNumber),
    topP: optional(found["top_p"], "top_p", asNumber),
    topK: optional(found["top_k"], "top_k", asNumber),
    stop: stop == null ? undefined : asList(stop, "stop_sequences").map((one, i) => asText(one, `stop_sequences.${i}`)),
    output: readOutput(config?.["format"], losses),
    reasoning: readReasoning(found["thinking"], config?.["effort"], losses),
    user: readUser(found["metadata"], losses),
  };
  return { value, lost: losses.all };
}

/** `fallbacks` is the gateway's own. */
const read: ReadonlySet<string> = new Set(
  [
    "model stream system messages tools tool_choice max_tokens temperature top_p top_k stop_sequences".split(" "),
    "output_config thinking metadata fallbacks service_tier speed".split(" "),
  ].flat(),
);
const named: ReadonlyMap<string, Feature> = new Map([
  ["cache_control", "cache-control"],
  ["container", "vendor-content"],
  ["mcp_servers", "vendor-tools"],
  ["inference_geo", "service"],
  ["user_profile_id", "storage"],
  ["workspace_id", "storage"],
]);
const configRead: ReadonlySet<string> = new Set(["effort", "format"]);
const metadataRead: ReadonlySet<string> = new Set(["user_id"]);
const none: ReadonlyMap<string, Feature> = new Map();

function readExtras({ service_tier: tier, speed }: Fields, losses: Losses): void {
  if (tier != null && tier !== "auto") losses.add("service", "service_tier");
  if (speed != null && speed !== "standard") losses.add("service", "speed");
}

function readUser(value: unknown, losses: Losses): string | undefined {
  const metadata = optional(value, "metadata", asRecord);
  if (!metadata) return undefined;
  for (const name in metadata) {
    if (!metadataRead.has(name) && metadata[name] != null) losses.add("storage", `metadata.${name}`);
  }
  return optional(metadata["user_id"], "metadata.user_id", asText);
}

function readSystem(value: unknown, losses: Losses): readonly string[] {
  if (value == null) return [];
  if (typeof value === "string") return [value];
  return new BlockReading(losses).texts(value, "system").map((part) => part.text);
}

function readTurns(value: unknown, losses: Losses): readonly Turn[] {
  const blocks = new BlockReading(losses);
  return asList(value, "messages").map((item, i) => {
    const field = `messages.${i}`;
    const found = asRecord(item, field);
    const { role, content } = found;
    losses.unread(found, turnRead, field, none);
    if (role === "system") return { role, parts: blocks.texts(content, `${field}.content`) };
    if (role === "user" || role === "assistant") return { role, parts: blocks.parts(content, role, `${field}.content`) };
    throw unreadable(`${field}.role`, role, "user, assistant or system");
  });
}

const turnRead: ReadonlySet<string> = new Set(["role", "content"]);
