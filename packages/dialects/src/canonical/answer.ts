/** What came back, in no vendor's words: whole, or as the events of a stream. */
import type { Usage } from "@headgate/core";
import type { CallPart, ReasoningPart, RefusalPart, Signature, TextPart } from "./conversation.ts";

export interface Answer {
  /** The provider's own; formats with another look of id make one of it. */
  readonly id: string;
  readonly model: string;
  readonly parts: readonly (TextPart | RefusalPart | ReasoningPart | CallPart)[];
  readonly stop: Stop;
  /** The gateway's units; undefined when nobody told. */
  readonly units: Usage["units"] | undefined;
}

/** "calls" whenever there are calls. `sequence` is the stop sequence that was met, where its vendor tells. */
export interface Stop {
  readonly reason: "end" | "length" | "calls" | "filtered";
  readonly sequence?: string | undefined;
}

/**
 * One step of a stream. `start` is first and once; then parts, in order and never inside each other: calls that a vendor
 * mixes are put apart by its decoder (the later one waits until the one before has ended). `stop` and `end` come once, `end` last.
 * A failure is not an event: the stream's reader finds it, and the encoder says it.
 */
export type AnswerEvent =
  | { readonly type: "start"; readonly id: string; readonly model: string; readonly units?: Usage["units"] | undefined }
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "refusal"; readonly text: string }
  | { readonly type: "reasoning"; readonly text: string }
  /** Closes the reasoning before it. */
  | { readonly type: "signature"; readonly signature: Signature }
  | { readonly type: "call"; readonly id: string; readonly name: string; readonly signature?: Signature | undefined }
  /** Of the call that was opened last; their texts together are JSON of an object. */
  | { readonly type: "arguments"; readonly text: string }
  | { readonly type: "stop"; readonly stop: Stop }
  | { readonly type: "units"; readonly units: Usage["units"] }
  | { readonly type: "end" };
