/** Images from words: whole, or with previews on the way. */
import type { Operation, ReadField } from "../operation.ts";
import { isRecord } from "../canonical/expect.ts";
import { mediaEvents } from "./media-events.ts";
import { operation } from "./operation.ts";
import { responsesUsage } from "./usage.ts";

export const imageGenerations: Operation = operation("image_generations", "image_generation", "/images/generations", {
  required: [{ name: "prompt", message: "prompt cannot be empty" }],
  stream: mediaEvents(imagesAsked),
  usage: responsesUsage,
  measure(answer, asked) {
    const [made, told] = [answer("data"), answer("usage")];
    const images = Array.isArray(made) ? made.length : imagesAsked(asked);
    const units = { ...(isRecord(told) ? responsesUsage(told) : {}), images };
    return { estimated: !Array.isArray(made) && !isRecord(told), units };
  },
});

/** The number that the request asks for. */
export function imagesAsked(asked: ReadField): number {
  const n = asked("n");
  return typeof n === "number" && n >= 1 ? Math.min(Math.floor(n), 1000) : 1;
}
