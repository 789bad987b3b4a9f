/** An answer in vendor-neutral form: whole, or as the events of a stream. */
import type { Usage } from "@headgate/core";
import type { CallPart, ReasoningPart, RefusalPart, Signature, TextPart } from "./conversation.ts";

export interface Answer {
  /** The provider's own; formats with a different kind of id derive one from it. */
  readonly id: string;
  readonly model: string;
  readonly parts: readonly (TextPart | RefusalPart | ReasoningPart | CallPart)[];
  readonly stop: Stop;
  /** In the gateway's units; undefined if the provider did not report any. */
  readonly units: Usage["units"] | undefined;
}

/** "calls" whenever there are calls. `sequence` is the stop sequence that ended the answer, if the vendor reports it. */
export interface Stop {
  readonly reason: "end" | "length" | "calls" | "filtered";
  readonly sequence?: string | undefined;
}

/**
 * One step of a stream. `start` comes first and once; then parts, in order and never interleaved: if a vendor mixes calls, its
 * decoder separates them (the later one waits until the one before has ended). `stop` and `end` come once, `end` last.
 * A failure is not an event: the stream's reader detects it, and the encoder reports it.
 */
export type AnswerEvent =
  | { readonly type: "start"; readonly id: string; readonly model: string; readonly units?: Usage["units"] | undefined }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "refusal"; readonly text: string }
  | { readonly type: "reasoning"; readonly text: string }
  /** Ends the reasoning before it. */
  | { readonly type: "signature"; readonly signature: Signature }
  | { readonly type: "call"; readonly id: string; readonly name: string; readonly signature?: Signature | undefined }
  /** Belongs to the call that was opened last; all of its texts together are JSON of an object. */
  | { readonly type: "arguments"; readonly text: string }
  | { readonly type: "stop"; readonly stop: Stop }
  | { readonly type: "units"; readonly units: Usage["units"] }
  | { readonly type: "end" };
