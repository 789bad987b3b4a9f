/** Reads the form of the answer and how much to reason for it. */
import type { Loss, OutputForm, Reasoning } from "../../canonical/index.ts";
import { boolean, type Found, list, optional, record, text, unreadable } from "./expect.ts";
import { loseRest } from "./losses.ts";

const textFields = new Set(["format", "verbosity"]);
const schemaFields = new Set(["type", "name", "description", "schema", "strict"]);
const kindFields = new Set(["type"]);

export function readOutput(body: Found, lost: Loss[]): OutputForm | undefined {
  const settings = optional(body["text"], "text", record);
  if (!settings) return undefined;
  loseRest(settings, textFields, "text.", lost);
  const format = optional(settings["format"], "text.format", record);
  if (!format) return undefined;
  const { type } = format;
  loseRest(format, type === "json_schema" ? schemaFields : kindFields, "text.format.", lost);
  if (type === "text") return undefined;
  if (type === "json_object") return { kind: "json" };
  if (type !== "json_schema") throw unreadable("text.format.type", type, "text, json_object or json_schema");
  return {
    kind: "schema",
    name: optional(format["name"], "text.format.name", text),
    description: optional(format["description"], "text.format.description", text),
    schema: record(format["schema"], "text.format.schema"),
    strict: optional(format["strict"], "text.format.strict", boolean),
  };
}

const efforts: ReadonlySet<string> = new Set(["none", "minimal", "low", "medium", "high", "xhigh", "max"]);
const reasoningFields = new Set(["effort", "summary", "generate_summary"]);

export function readReasoning(body: Found, lost: Loss[]): Reasoning | undefined {
  const found = optional(body["reasoning"], "reasoning", record);
  if (!found) return undefined;
  loseRest(found, reasoningFields, "reasoning.", lost);
  const effort = optional(found["effort"], "reasoning.effort", text);
  const known = effort !== undefined && efforts.has(effort);
  if (effort !== undefined && !known) lost.push({ feature: "reasoning-settings", field: "reasoning.effort" });
  const name = found["summary"] === undefined || found["summary"] === null ? "generate_summary" : "summary";
  const summary = optional(found[name], `reasoning.${name}`, text);
  // That a summary is wanted arrives, its length does not.
  if (summary !== undefined && summary !== "auto") lost.push({ feature: "reasoning-settings", field: `reasoning.${name}` });
  if (!known && summary === undefined) return undefined;
  return { effort: known ? (effort as Reasoning["effort"]) : undefined, shown: summary === undefined ? undefined : true };
}

/** `include` asks for more to be told, of which nothing can be. */
export function loseIncluded(body: Found, lost: Loss[]): void {
  for (const [index, each] of (optional(body["include"], "include", list) ?? []).entries()) {
    const what = text(each, `include.${index}`);
    const feature =
      what === "message.output_text.logprobs" ? "logprobs" : what === "reasoning.encrypted_content" ? "reasoning" : "other";
    lost.push({ feature, field: `include.${index}` });
  }
}
