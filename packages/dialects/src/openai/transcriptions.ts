/** Speech to text, in its own language or in English: JSON, plain text, subtitles, or events with pieces of it. */
import type { Usage } from "@headgate/core";
import type { Operation, ReadField } from "../operation.ts";
import { isRecord } from "../canonical/expect.ts";
import { mediaEvents } from "./media-events.ts";
import { operation } from "./operation.ts";
import { responsesUsage } from "./usage.ts";

const common: Pick<Operation, "form" | "required" | "answers" | "usage" | "measure"> = {
  form: "only",
  required: [{ name: "file", message: "file is required" }],
  answers: "text",
  usage: transcriptUsage,
  measure,
};

export const transcriptions: Operation = operation("transcriptions", "transcription", "/audio/transcriptions", {
  ...common,
  stream: mediaEvents(() => 1),
});

export const translations: Operation = operation("translations", "translation", "/audio/translations", common);

/** Models are paid for by the time they listened, or by tokens. */
function transcriptUsage(found: Readonly<Record<string, unknown>>): Usage["units"] {
  const { seconds, input_token_details: details } = found;
  const units = responsesUsage({ ...found, input_tokens_details: found["input_tokens_details"] ?? details });
  return typeof seconds === "number" ? { ...units, seconds } : units;
}

/** A plain text does not tell, and nothing in the request does. */
function measure(answer: ReadField): Usage {
  const told = answer("usage");
  if (isRecord(told)) return { estimated: false, units: transcriptUsage(told) };
  // Verbose answers of models billed by time report it here, some of them as a string.
  const duration = Number(answer("duration") ?? Number.NaN);
  return duration >= 0 ? { estimated: false, units: { seconds: duration } } : { estimated: true, units: {} };
}
