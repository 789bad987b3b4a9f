/** Reads a Chat request into the canonical form, and reports every field that has no place there. */
import type { Asked, Conversation, Loss, OutputForm, Read, Reasoning } from "../../canonical/index.ts";
import { readVerbosity } from "../verbosity.ts";
import { MessageReader } from "./read-messages.ts";
import { nameLost } from "./request-losses.ts";
import { readTooling } from "./read-tools.ts";
import { asFlag, asList, asNumber, asRecord, asText, type Fields, optional, unreadable } from "../../canonical/expect.ts";
import { nameRest } from "./rest.ts";

export function readRequest(body: unknown, asked: Asked): Read<Conversation> {
  const fields = asRecord(body, "body");
  const lost: Loss[] = [];
  const messages = new MessageReader(lost);
  asList(fields["messages"], "messages").forEach((message, at) => messages.read(message, at));
  const value: Conversation = {
    model: asked.model,
    stream: asked.stream,
    system: messages.system,
    turns: messages.turns,
    ...readTooling(fields, lost),
    maxOutput: preferred(fields, "max_completion_tokens", "max_tokens", asNumber, lost),
    temperature: optional(fields["temperature"], "temperature", asNumber),
    topP: optional(fields["top_p"], "top_p", asNumber),
    topK: optional(fields["top_k"], "top_k", asNumber),
    seed: optional(fields["seed"], "seed", asNumber),
    // Zero is the default.
    frequencyPenalty: optional(fields["frequency_penalty"], "frequency_penalty", asNumber) || undefined,
    presencePenalty: optional(fields["presence_penalty"], "presence_penalty", asNumber) || undefined,
    stop: readStopSequences(fields["stop"]),
    output: readOutput(fields["response_format"], lost),
    reasoning: readEffort(fields["reasoning_effort"]),
    verbosity: readVerbosity(fields["verbosity"], "verbosity", lost),
    user: preferred(fields, "safety_identifier", "user", asText, lost),
  };
  nameLost(fields, lost);
  return { value, lost };
}

/** Two names for the same thing: the newer one wins, and the older one is a loss if its value differs. */
function preferred<T>(
  fields: Fields,
  newer: string,
  older: string,
  as: (value: unknown, field: string) => T,
  lost: Loss[],
): T | undefined {
  const [first, second] = [optional(fields[newer], newer, as), optional(fields[older], older, as)];
  if (first !== undefined && second !== undefined && first !== second) lost.push({ feature: "other", field: older });
  return first ?? second;
}

function readStopSequences(stop: unknown): readonly string[] | undefined {
  if (stop == null) return undefined;
  if (typeof stop === "string") return stop === "" ? undefined : [stop];
  const all = asList(stop, "stop", "a string or an array of strings").map((one, at) => asText(one, `stop.${at}`));
  return all.length === 0 ? undefined : all;
}

const wrapping: ReadonlySet<string> = new Set(["type", "json_schema"]);
const described: ReadonlySet<string> = new Set(["name", "description", "schema", "strict"]);

function readOutput(wanted: unknown, lost: Loss[]): OutputForm | undefined {
  if (wanted == null) return undefined;
  const format = asRecord(wanted, "response_format");
  const { type, json_schema: said } = format;
  if (type === "text") return undefined;
  if (type === "json_object") return { kind: "json" };
  if (type !== "json_schema") {
    lost.push({ feature: "output-schema", field: "response_format" });
    return undefined;
  }
  nameRest(format, wrapping, "response_format.", lost);
  const at = "response_format.json_schema";
  const form = asRecord(said, at);
  nameRest(form, described, `${at}.`, lost);
  const { name, description, schema, strict } = form;
  return {
    kind: "schema",
    name: optional(name, `${at}.name`, asText),
    description: optional(description, `${at}.description`, asText),
    schema: schema == null ? {} : asRecord(schema, `${at}.schema`),
    strict: optional(strict, `${at}.strict`, asFlag),
  };
}

type Effort = NonNullable<Reasoning["effort"]>;

const efforts: readonly Effort[] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

function readEffort(wanted: unknown): Reasoning | undefined {
  if (wanted == null) return undefined;
  const effort = efforts.find((one) => one === wanted);
  if (effort === undefined) throw unreadable("reasoning_effort", wanted, efforts.join(", "));
  return { effort };
}
