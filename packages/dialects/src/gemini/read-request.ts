/** Reads the body of a generateContent request. */
import type { Asked, Conversation, Feature, Loss, Read } from "../canonical/index.ts";
import { asRecord, asText, isRecord } from "../canonical/expect.ts";
import { asListOrOne, camelCase, lose } from "./lenient.ts";
import { readSettings, type Settings } from "./read-settings.ts";
import { readToolbox } from "./read-tools.ts";
import { readTurns } from "./read-turns.ts";

/** Throws an Unreadable that names the field. */
export function readRequest(body: unknown, { model, stream }: Asked): Read<Conversation> {
  const lost: Loss[] = [];
  const fields = asRecord(body, "body");
  let contents: unknown;
  let tools: unknown;
  let toolConfig: unknown;
  let system: readonly string[] = [];
  let settings: Settings = {};
  for (const written of Object.keys(fields)) {
    const value = fields[written];
    if (value == null) continue;
    const name = camelCase(written);
    if (name === "contents") contents = value;
    else if (name === "systemInstruction") system = readSystem(value, written, lost);
    else if (name === "tools") tools = value;
    else if (name === "toolConfig") toolConfig = value;
    else if (name === "generationConfig") settings = readSettings(value, written, lost);
    else if (name !== "model") lose(lost, features.get(name) ?? "other", written, value);
  }
  const turns = readTurns(contents, lost);
  return { value: { model, stream, system, turns, ...readToolbox(tools, toolConfig, lost), ...settings }, lost };
}

const features: ReadonlyMap<string, Feature> = new Map([
  ["safetySettings", "safety"],
  ["cachedContent", "stored-state"],
  ["continuationToken", "stored-state"],
  ["labels", "storage"],
  ["store", "storage"],
  ["serviceTier", "service"],
]);

/** A content, or just its text. */
function readSystem(value: unknown, field: string, lost: Loss[]): readonly string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  const content = asRecord(value, field);
  for (const name of Object.keys(content)) {
    if (name !== "parts" && name !== "role") lose(lost, "other", `${field}.${name}`, content[name]);
  }
  const { parts } = content;
  if (parts == null) return [];
  const system: string[] = [];
  for (const [i, part] of asListOrOne(parts, `${field}.parts`).entries()) {
    for (const [written, it] of Object.entries(asRecord(part, `${field}.parts.${i}`))) {
      const at = `${field}.parts.${i}.${written}`;
      if (written === "text" && typeof it === "string") {
        if (it !== "") system.push(it);
      } else if (written === "text") asText(it, at);
      else lose(lost, isRecord(it) ? "vendor-content" : "other", at, it);
    }
  }
  return system;
}
