/** What both kinds of transcript share: a text that one stream has sent and another one says again. */
import type { Frame } from "@headgate/wire";
import { isRecord } from "../canonical/expect.ts";

/** UTF-16 units. A longer text is not kept, so that no stream costs more memory than this. */
export const longestText = 1_048_576;

/** A text that the client has, against what another stream says. */
export class Repetition {
  readonly text: string;
  said = 0;

  constructor(text: string) {
    this.text = text;
  }
  get complete(): boolean {
    return this.said === this.text.length;
  }
  /** What of this next piece is beyond the text; undefined when it is not what stands there. */
  beyond(piece: string): string | undefined {
    const known = Math.min(piece.length, this.text.length - this.said);
    if (!this.text.startsWith(piece.slice(0, known), this.said)) return undefined;
    this.said += known;
    return piece.slice(known);
  }
}

/** Neither the terminator nor a comment. */
export function hasPayload(frame: Frame): boolean {
  return !frame.comment && !frame.is("[DONE]");
}

export function payloadOf(frame: Frame): Record<string, unknown> {
  const parsed: unknown = JSON.parse(frame.data.toString("utf8"));
  return isRecord(parsed) ? parsed : {};
}
