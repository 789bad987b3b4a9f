/** What was sent of a Chat or Completions text, and how another stream goes on from there under the first one's id. */
import type { Refusal } from "@headgate/core";
import type { Frame } from "@headgate/wire";
import type { Continuation, Transcript } from "../transcript.ts";
import { deltaError } from "./deltas.ts";
import { isRecord } from "../canonical/expect.ts";
import { hasPayload, longestText, payloadOf, Repetition } from "./transcript.ts";
import type { Wording } from "./wording.ts";

type Chunk = Readonly<Record<string, unknown>>;

export class DeltaTranscript implements Transcript {
  readonly wording: Wording;
  text = "";
  /** Nothing but text so far, and no finish reason. */
  plain = true;
  id: unknown;
  created: unknown;

  constructor(wording: Wording) {
    this.wording = wording;
  }
  get resumable(): boolean {
    return this.plain && this.text !== "";
  }
  note(frame: Frame): void {
    if (this.plain && hasPayload(frame)) this.see(payloadOf(frame));
  }
  follow(): Continuation {
    return new DeltaContinuation(this);
  }

  see(chunk: Chunk): void {
    // The first chunks of some providers have an empty id.
    if (chunk["id"]) this.id = chunk["id"];
    if (chunk["created"]) this.created = chunk["created"];
    for (const choice of choicesOf(chunk)) {
      const piece = this.wording.read(choice);
      if (piece === undefined || ends(choice) || this.text.length + piece.length > longestText) return this.giveUp();
      this.text += piece;
    }
  }
  giveUp(): void {
    this.plain = false;
    this.text = "";
  }
}

class DeltaContinuation implements Continuation {
  readonly transcript: DeltaTranscript;
  readonly repetition: Repetition;

  constructor(first: DeltaTranscript) {
    this.transcript = Object.assign(new DeltaTranscript(first.wording), first);
    this.repetition = new Repetition(first.text);
  }
  get covered(): boolean {
    return this.repetition.complete;
  }
  next(frame: Frame): Buffer | "differs" | undefined {
    const { covered } = this;
    if (frame.comment) return covered ? frame.bytes : undefined;
    if (!hasPayload(frame)) return covered ? frame.bytes : "differs";
    const chunk = payloadOf(frame);
    const choices = choicesOf(chunk);
    // What has no choices reports on the answer: after the text it belongs to the client, before it to nobody.
    if (choices.length === 0) return covered ? this.write(chunk) : undefined;
    if (choices.length > 1) return covered ? this.write(chunk) : "differs";
    return this.go(chunk, choices[0]!);
  }
  errorFrame(why: Refusal): string {
    return deltaError(why);
  }

  go(chunk: Chunk, choice: Chunk): Buffer | "differs" | undefined {
    const { wording } = this.transcript;
    const piece = wording.read(choice);
    // With the text said again the rest of the answer is this stream's own, tool calls and all.
    if (piece === undefined) return this.covered ? this.write(chunk) : "differs";
    const fresh = this.repetition.beyond(piece);
    if (fresh === undefined || (ends(choice) && !this.covered)) return "differs";
    if (fresh === "" && !ends(choice)) return undefined;
    return this.write({ ...chunk, choices: [fresh === piece ? choice : wording.write(choice, fresh)] });
  }
  write(chunk: Chunk): Buffer {
    const { id, created } = this.transcript;
    const own = { ...chunk, id, created };
    if (this.transcript.plain) this.transcript.see(own);
    return Buffer.from(`data: ${JSON.stringify(own)}\n\n`);
  }
}

function choicesOf(chunk: Chunk): readonly Chunk[] {
  return Array.isArray(chunk["choices"]) ? chunk["choices"].filter(isRecord) : [];
}

function ends(choice: Chunk): boolean {
  return choice["finish_reason"] != null;
}
