/** Reads the output format and how much to reason. */
import type { Loss, OutputForm, Reasoning } from "../../canonical/index.ts";
import { asFlag, asList, asRecord, asText, type Fields, optional, unreadable } from "../../canonical/expect.ts";
import { loseRest } from "./losses.ts";

const textFields = new Set(["format", "verbosity"]);
const schemaFields = new Set(["type", "name", "description", "schema", "strict"]);
const kindFields = new Set(["type"]);

export function readOutput(body: Fields, lost: Loss[]): OutputForm | undefined {
  const settings = optional(body["text"], "text", asRecord);
  if (!settings) return undefined;
  loseRest(settings, textFields, "text.", lost);
  const format = optional(settings["format"], "text.format", asRecord);
  if (!format) return undefined;
  const { type } = format;
  loseRest(format, type === "json_schema" ? schemaFields : kindFields, "text.format.", lost);
  if (type === "text") return undefined;
  if (type === "json_object") return { kind: "json" };
  if (type !== "json_schema") throw unreadable("text.format.type", type, "text, json_object or json_schema");
  return {
    kind: "schema",
    name: optional(format["name"], "text.format.name", asText),
    description: optional(format["description"], "text.format.description", asText),
    schema: asRecord(format["schema"], "text.format.schema"),
    strict: optional(format["strict"], "text.format.strict", asFlag),
  };
}

const efforts: ReadonlySet<string> = new Set(["none", "minimal", "low", "medium", "high", "xhigh", "max"]);
const reasoningFields = new Set(["effort", "summary", "generate_summary"]);

export function readReasoning(body: Fields, lost: Loss[]): Reasoning | undefined {
  const found = optional(body["reasoning"], "reasoning", asRecord);
  if (!found) return undefined;
  loseRest(found, reasoningFields, "reasoning.", lost);
  const effort = optional(found["effort"], "reasoning.effort", asText);
  const known = effort !== undefined && efforts.has(effort);
  if (effort !== undefined && !known) lost.push({ feature: "reasoning-settings", field: "reasoning.effort" });
  const name = found["summary"] === undefined || found["summary"] === null ? "generate_summary" : "summary";
  const summary = optional(found[name], `reasoning.${name}`, asText);
  // The wish for a summary is carried over, its length is not.
  if (summary !== undefined && summary !== "auto") lost.push({ feature: "reasoning-settings", field: `reasoning.${name}` });
  if (!known && summary === undefined) return undefined;
  return { effort: known ? (effort as Reasoning["effort"]) : undefined, shown: summary === undefined ? undefined : true };
}

/** `include` asks for more output, none of which another vendor has. */
export function loseIncluded(body: Fields, lost: Loss[]): void {
  for (const [index, each] of (optional(body["include"], "include", asList) ?? []).entries()) {
    const what = asText(each, `include.${index}`);
    const feature =
      what === "message.output_text.logprobs" ? "logprobs" : what === "reasoning.encrypted_content" ? "reasoning" : "other";
    lost.push({ feature, field: `include.${index}` });
  }
}
