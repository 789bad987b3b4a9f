/** Reads a Chat request into the canonical form, and names every field of it that does not get there. */
import type { Asked, Conversation, Loss, OutputForm, Read, Reasoning } from "../../canonical/index.ts";
import { readVerbosity } from "../verbosity.ts";
import { MessageReader } from "./message-reader.ts";
import { nameLost } from "./request-losses.ts";
import { readTooling } from "./tool-reader.ts";
import { type Fields, listAt, nameRest, optionalFlag, optionalNumber, optionalText, recordAt, textAt, wrong } from "./values.ts";

export function readRequest(body: unknown, asked: Asked): Read<Conversation> {
  const fields = recordAt(body, "body", "a JSON object");
  const lost: Loss[] = [];
  const messages = new MessageReader(lost);
  listAt(fields["messages"], "messages", "a list of messages").forEach((message, at) => messages.read(message, at));
  const value: Conversation = {
    model: asked.model,
    stream: asked.stream,
    system: messages.system,
    turns: messages.turns,
    ...readTooling(fields, lost),
    maxOutput: preferred(fields, "max_completion_tokens", "max_tokens", optionalNumber, lost),
    temperature: optionalNumber(fields["temperature"], "temperature"),
    topP: optionalNumber(fields["top_p"], "top_p"),
    topK: optionalNumber(fields["top_k"], "top_k"),
    seed: optionalNumber(fields["seed"], "seed"),
    // Zero is what it is without them.
    frequencyPenalty: optionalNumber(fields["frequency_penalty"], "frequency_penalty") || undefined,
    presencePenalty: optionalNumber(fields["presence_penalty"], "presence_penalty") || undefined,
    stop: readStop(fields["stop"]),
    output: readOutput(fields["response_format"], lost),
    reasoning: readEffort(fields["reasoning_effort"]),
    verbosity: readVerbosity(fields["verbosity"], "verbosity", lost),
    user: preferred(fields, "safety_identifier", "user", optionalText, lost),
  };
  nameLost(fields, lost);
  return { value, lost };
}

/** Two names of the same thing: the newer one wins, and the older is lost where it says something else. */
function preferred<T>(
  fields: Fields,
  newer: string,
  older: string,
  read: (value: unknown, field: string) => T | undefined,
  lost: Loss[],
): T | undefined {
  const [first, second] = [read(fields[newer], newer), read(fields[older], older)];
  if (first !== undefined && second !== undefined && first !== second) lost.push({ feature: "other", field: older });
  return first ?? second;
}

function readStop(stop: unknown): readonly string[] | undefined {
  if (stop == null) return undefined;
  if (typeof stop === "string") return stop === "" ? undefined : [stop];
  const all = listAt(stop, "stop", "a text or a list of texts").map((one, at) => textAt(one, `stop.${at}`));
  return all.length === 0 ? undefined : all;
}

const wrapping: ReadonlySet<string> = new Set(["type", "json_schema"]);
const described: ReadonlySet<string> = new Set(["name", "description", "schema", "strict"]);

function readOutput(wanted: unknown, lost: Loss[]): OutputForm | undefined {
  if (wanted == null) return undefined;
  const format = recordAt(wanted, "response_format");
  const { type, json_schema: said } = format;
  if (type === "text") return undefined;
  if (type === "json_object") return { kind: "json" };
  if (type !== "json_schema") {
    lost.push({ feature: "output-schema", field: "response_format" });
    return undefined;
  }
  nameRest(format, wrapping, "response_format.", lost);
  const at = "response_format.json_schema";
  const form = recordAt(said, at);
  nameRest(form, described, `${at}.`, lost);
  const { name, description, schema, strict } = form;
  return {
    kind: "schema",
    name: optionalText(name, `${at}.name`),
    description: optionalText(description, `${at}.description`),
    schema: schema == null ? {} : recordAt(schema, `${at}.schema`),
    strict: optionalFlag(strict, `${at}.strict`),
  };
}

type Effort = NonNullable<Reasoning["effort"]>;

const efforts: readonly Effort[] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

function readEffort(wanted: unknown): Reasoning | undefined {
  if (wanted == null) return undefined;
  const effort = efforts.find((one) => one === wanted);
  if (effort === undefined) throw wrong(wanted, "reasoning_effort", efforts.join(", "));
  return { effort };
}
