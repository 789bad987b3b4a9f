/** Reads a provider's stream as events: every frame has the shape of a whole answer. */
import type { Frame } from "@headgate/wire";
import { type AnswerEvent, type Decoder, Unreadable } from "../canonical/index.ts";
import { AnswerWalk } from "./answer-walk.ts";

export class CandidateDecoder implements Decoder {
  readonly walk: AnswerWalk = new AnswerWalk();

  read(frame: Frame): readonly AnswerEvent[] {
    if (frame.comment) return [];
    return this.walk.read(parsed(frame.data));
  }

  finish(): readonly AnswerEvent[] {
    const events = this.walk.finish();
    return this.walk.started ? events : [{ type: "start", id: "", model: "" }, ...events];
  }
}

function parsed(data: Buffer): unknown {
  try {
    return JSON.parse(data.toString("utf8"));
  } catch {
    throw new Unreadable("data", "no JSON", "an object");
  }
}
