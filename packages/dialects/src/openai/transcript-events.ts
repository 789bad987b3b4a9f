/** What was sent of a Responses text, and how another stream continues it under the first one's ids and sequence numbers. */
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { Continuation, Transcript } from "../transcript.ts";
import { isRecord } from "../canonical/expect.ts";
import { eventError } from "./events.ts";
import { TextPlace } from "./text-place.ts";
import { hasPayload, longestText, payloadOf, Repetition } from "./transcript.ts";

type Event = Readonly<Record<string, unknown>>;

/** Sent once per response, by its first stream. */
const opening = new Set(["response.created", "response.queued", "response.in_progress", "keepalive"]);

export class EventTranscript implements Transcript {
  place: TextPlace = new TextPlace();
  text = "";
  /** Nothing but text so far. */
  plain = true;
  /** The next sequence number. */
  sequence = 0;
  response: Event | undefined;

  get resumable(): boolean {
    return this.plain && this.text !== "" && this.response !== undefined;
  }
  note(frame: Frame): void {
    if (!this.plain || !hasPayload(frame)) return;
    const event = payloadOf(frame);
    this.see(nameOf(frame, event), event);
  }
  follow(): Continuation {
    return new EventContinuation(this);
  }

  see(name: string, event: Event): void {
    const { sequence_number: sequence, response } = event;
    this.sequence = (typeof sequence === "number" ? sequence : this.sequence) + 1;
    if (!this.plain) return;
    if (opening.has(name)) {
      if (isRecord(response)) this.response = response;
      return;
    }
    const piece = this.place.read(name, event);
    if (piece === undefined || this.text.length + piece.length > longestText) {
      this.plain = false;
      this.text = "";
    } else this.text += piece;
  }
}

class EventContinuation implements Continuation {
  readonly transcript: EventTranscript;
  readonly repetition: Repetition;
  readonly theirs: TextPlace = new TextPlace();

  constructor(first: EventTranscript) {
    this.transcript = Object.assign(new EventTranscript(), first);
    this.repetition = new Repetition(first.text);
  }
  get covered(): boolean {
    return this.repetition.complete;
  }
  next(frame: Frame): Buffer | "differs" | undefined {
    if (!hasPayload(frame)) return this.covered ? frame.bytes : undefined;
    const event = payloadOf(frame);
    const name = nameOf(frame, event);
    if (opening.has(name)) return undefined;
    const piece = this.theirs.read(name, event);
    if (piece === undefined) return this.covered && this.agrees(name, event) ? this.write(name, event) : "differs";
    const fresh = this.repetition.beyond(piece);
    if (fresh === undefined) return "differs";
    return fresh === "" ? undefined : this.write(name, { ...event, delta: fresh });
  }
  errorFrame(why: Refusal): string {
    return eventError(why, this.transcript.sequence, this.transcript.response);
  }

  /** The text of a `done` event must be the one that was sent. */
  agrees(name: string, event: Event): boolean {
    const { plain, text } = this.transcript;
    return name !== "response.output_text.done" || !plain || event["text"] === text;
  }
  write(name: string, event: Event): Buffer {
    const { transcript } = this;
    const own = { ...this.renamed(event), sequence_number: transcript.sequence };
    transcript.see(name, own);
    return Buffer.from(`${name === "" ? "" : `event: ${name}\n`}data: ${JSON.stringify(own)}\n\n`);
  }
  /** With the ids that the client knows. */
  renamed(event: Event): Event {
    const { item, response } = event;
    const known = this.transcript.place.item;
    const own: Record<string, unknown> = { ...event };
    if (event["item_id"] === this.theirs.item) own["item_id"] = known;
    if (isRecord(item)) own["item"] = this.itemRenamed(item);
    if (isRecord(response)) {
      const { id, created_at } = this.transcript.response!;
      const output = Array.isArray(response["output"]) ? { output: response["output"].map((one) => this.itemRenamed(one)) } : {};
      own["response"] = { ...response, id, created_at, ...output };
    }
    return own;
  }
  itemRenamed(item: unknown): unknown {
    return isRecord(item) && item["id"] === this.theirs.item ? { ...item, id: this.transcript.place.item } : item;
  }
}

/** The name is in the event line, or in the payload if there is none. */
function nameOf(frame: Frame, { type }: Event): string {
  return frame.event !== "" ? frame.event : typeof type === "string" ? type : "";
}
