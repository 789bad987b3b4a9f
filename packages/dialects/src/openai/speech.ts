/** Text to speech: bytes of audio, or events with pieces of them. */
import type { Operation } from "../operation.ts";
import { isRecord } from "../canonical/expect.ts";
import { mediaEvents } from "./media-events.ts";
import { operation } from "./operation.ts";
import { responsesUsage } from "./usage.ts";

/** Models are paid for by the characters they are given, or by tokens, which only the events tell. */
export const speech: Operation = operation("speech", "speech", "/audio/speech", {
  required: [
    { name: "input", message: "input is required for speech completion" },
    { name: "voice", message: "voice is required for speech completion" },
  ],
  answers: "binary",
  stream: { ...mediaEvents(() => 1), askedBy: ["stream_format", "sse"] },
  usage: responsesUsage,
  measure(answer, asked) {
    const [input, told] = [asked("input"), answer("usage")];
    const units = isRecord(told) ? responsesUsage(told) : {};
    if (typeof input !== "string") return { estimated: true, units };
    return { estimated: false, units: { ...units, characters: charactersOf(input) } };
  },
});

/** As people count them: a pair of surrogates is one. */
function charactersOf(text: string): number {
  let pairs = 0;
  for (let i = 0; i < text.length; i++) if (text.codePointAt(i)! > 0xffff) pairs++;
  return text.length - pairs;
}
