/** Reads `generationConfig`: sampling, output format and thinking. */
import type { Conversation, Loss, OutputForm, Reasoning } from "../canonical/index.ts";
import { asFlag, asRecord, asText, unreadable } from "../canonical/expect.ts";
import { asListOrOne, asNumeral, camelCase, saysNothing, lose } from "./lenient.ts";
import { jsonSchema, type Schema } from "./schema.ts";

export type Settings = { -readonly [name in keyof Conversation]?: Conversation[name] };

const numbers: ReadonlyMap<string, string> = new Map([
  ["temperature", "temperature"],
  ["topP", "topP"],
  ["topK", "topK"],
  ["maxOutputTokens", "maxOutput"],
  ["seed", "seed"],
  ["presencePenalty", "presencePenalty"],
  ["frequencyPenalty", "frequencyPenalty"],
]);

export function readSettings(value: unknown, field: string, lost: Loss[]): Settings {
  const fields = asRecord(value, field);
  const settings: Settings & Record<string, unknown> = {};
  let form: string | undefined;
  let schema: Schema | undefined;
  for (const written of Object.keys(fields)) {
    const it = fields[written];
    const at = `${field}.${written}`;
    if (it == null) continue;
    const name = camelCase(written);
    const number = numbers.get(name);
    if (number !== undefined) {
      settings[number] = asNumeral(it, at);
      continue;
    }
    switch (name) {
      case "stopSequences":
        settings.stop = asListOrOne(it, at).map((one, i) => asText(one, `${at}.${i}`));
        break;
      case "candidateCount":
        if (asNumeral(it, at) > 1) lost.push({ feature: "several-answers", field: at });
        break;
      case "responseMimeType":
        form = asText(it, at);
        break;
      case "responseSchema":
        schema ??= jsonSchema(it, at);
        break;
      case "responseJsonSchema":
        schema = asRecord(it, at);
        break;
      case "thinkingConfig":
        settings.reasoning = readThinking(it, at, lost);
        break;
      default:
        loseSetting(name, it, at, lost);
    }
  }
  settings.output = outputOf(form, schema, `${field}.responseMimeType`, lost);
  return settings;
}

function outputOf(form: string | undefined, schema: Schema | undefined, field: string, lost: Loss[]): OutputForm | undefined {
  const isText = form === undefined || form === "" || form === "text/plain";
  // `text/x.enum` is a bare word, not JSON.
  if (!isText && form !== "application/json") lost.push({ feature: "output-schema", field });
  else if (schema) return { kind: "schema", schema };
  else if (!isText) return { kind: "json" };
  return undefined;
}

function readThinking(value: unknown, field: string, lost: Loss[]): Reasoning | undefined {
  const fields = asRecord(value, field);
  let effort: Reasoning["effort"];
  let budget: number | undefined;
  let shown: boolean | undefined;
  for (const written of Object.keys(fields)) {
    const it = fields[written];
    const at = `${field}.${written}`;
    if (it == null) continue;
    const name = camelCase(written);
    if (name === "includeThoughts") shown = asFlag(it, at);
    else if (name === "thinkingBudget") budget = asNumeral(it, at);
    else if (name === "thinkingLevel") effort = levels.get(asText(it, at).toUpperCase()) ?? unknownLevel(it, at);
    else lose(lost, "reasoning-settings", at, it);
  }
  // Zero turns thinking off; a negative budget leaves it to the model.
  if (budget === 0) effort ??= "none";
  const amount = budget !== undefined && budget > 0 ? budget : undefined;
  if (effort === undefined && amount === undefined && shown === undefined) return undefined;
  return { effort, budget: amount, shown };
}

const levels: ReadonlyMap<string, NonNullable<Reasoning["effort"]>> = new Map([
  ["MINIMAL", "minimal"],
  ["LOW", "low"],
  ["MEDIUM", "medium"],
  ["HIGH", "high"],
]);

function unknownLevel(value: unknown, field: string): undefined {
  if (value !== "THINKING_LEVEL_UNSPECIFIED") throw unreadable(field, value, "MINIMAL, LOW, MEDIUM or HIGH");
  return undefined;
}

function loseSetting(name: string, value: unknown, field: string, lost: Loss[]): void {
  if (saysNothing(value)) return;
  if (name !== "responseModalities") return lose(lost, features.get(name) ?? "other", field, value);
  for (const one of asListOrOne(value, field)) {
    if (one === "AUDIO") lost.push({ feature: "audio-output", field });
    else if (one !== "TEXT" && one !== "MODALITY_UNSPECIFIED") lost.push({ feature: "vendor-content", field });
  }
}

const features: ReadonlyMap<string, Loss["feature"]> = new Map([
  ["responseLogprobs", "logprobs"],
  ["logprobs", "logprobs"],
  ["speechConfig", "audio-output"],
  ["responseFormat", "output-schema"],
  ["imageConfig", "vendor-content"],
  ["routingConfig", "service"],
  ["modelConfig", "service"],
]);
