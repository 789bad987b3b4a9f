/** Reads a conversation in Gemini's form: what was said last, what functions answered, what the request asks for. */
import type { Ask } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { records, type Turn, type Wishes } from "../../reaction.ts";
import { stopsOf } from "../../text.ts";
import { estimate } from "../../usage.ts";
import { limitOf } from "../shared/limits.ts";
import { pick, pickRecord } from "./proto.ts";

export function turnOf(body: Json): Turn {
  const contents = records(body.contents);
  const user = contents.findLast((content) => content.role !== "model" && saidIn(content) !== "");
  const last = contents.at(-1);
  const results = last && saidIn(last) === "" ? resultsIn(last) : [];
  return { said: user ? saidIn(user) : "", results };
}

export function wishesOf({ body, fault, settings, stream }: Ask): Wishes {
  const config = pickRecord(body, "generationConfig");
  return {
    tools: functionsOf(body).map((one) => ({
      name: String(one.name),
      schema: one.parameters ?? pick(one, "parametersJsonSchema"),
    })),
    choice: choiceOf(pickRecord(pickRecord(body, "toolConfig"), "functionCallingConfig")),
    parallel: true,
    format: formatOf(config),
    answer: settings.answer,
    limit: limitOf(pick(config, "maxOutputTokens")),
    count: stream ? (fault.events ?? settings.tokens) : undefined,
    stops: stopsOf(pick(config, "stopSequences")),
    thinks: thinkingOf(config).thinks,
  };
}

export function functionsOf(body: Json): readonly Json[] {
  return records(body.tools).flatMap((tool) => records(pick(tool, "functionDeclarations")));
}

/** Whether the model thinks, and whether it shows its thoughts. */
export function thinkingOf(config: Json): { readonly thinks: boolean; readonly shown: boolean } {
  const thinking = pickRecord(config, "thinkingConfig");
  const budget = pick(thinking, "thinkingBudget");
  const shown = pick(thinking, "includeThoughts") === true && budget !== 0;
  return { thinks: shown || (budget !== undefined && budget !== 0) || pick(thinking, "thinkingLevel") !== undefined, shown };
}

/** The tokens of a request; function definitions do not count, as in the other dialects. */
export function inputTokens(body: Json): number {
  const said = [pickRecord(body, "systemInstruction"), ...records(body.contents)];
  return estimate(said.reduce((sum, content) => sum + saidIn(content).length + resultsIn(content).join("").length, 0));
}

export function partsOf(content: Json): readonly Json[] {
  // A single part can be written without an array.
  return isRecord(content.parts) ? [content.parts] : records(content.parts);
}

export function saidIn(content: Json): string {
  return partsOf(content)
    .map((part) => (part.thought === true ? "" : typeof part.text === "string" ? part.text : markOf(part)))
    .join("");
}

function markOf(part: Json): string {
  const media = pick(part, "inlineData") ?? pick(part, "fileData");
  if (!isRecord(media)) return "";
  const type = String(pick(media, "mimeType"));
  return type.startsWith("image/") ? "[image]" : type.startsWith("audio/") ? "[audio]" : "[document]";
}

function resultsIn(content: Json): readonly string[] {
  return partsOf(content).flatMap((part) => {
    const result = pick(part, "functionResponse");
    return isRecord(result) ? [resultText(result.response)] : [];
  });
}

/** Its only text, whatever the name of that member; otherwise all of it. */
function resultText(response: unknown): string {
  const values = isRecord(response) ? Object.values(response) : [];
  return values.length === 1 && typeof values[0] === "string" ? values[0] : JSON.stringify(response ?? {});
}

function choiceOf(config: Json): Wishes["choice"] {
  if (config.mode === "NONE") return "none";
  if (config.mode !== "ANY") return "auto";
  const allowed = pick(config, "allowedFunctionNames");
  return Array.isArray(allowed) && allowed.length === 1 ? { name: allowed[0] } : "any";
}

function formatOf(config: Json): Json {
  if (pick(config, "responseMimeType") !== "application/json") return {};
  const schema = pick(config, "responseJsonSchema") ?? pick(config, "responseSchema");
  return schema === undefined ? { type: "json_object" } : { type: "json_schema", schema };
}
