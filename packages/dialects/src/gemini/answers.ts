/** Whole answers, read and written. */
import {
  type Answer,
  type AnswerEvent,
  type CallPart,
  type ReasoningPart,
  type Telling,
  Unreadable,
} from "../canonical/index.ts";
import { AnswerWalk } from "./answer-walk.ts";
import { argumentsOf, isFields } from "./json-values.ts";
import { ownValue, unsigned } from "./signatures.ts";
import { writeStop } from "./stops.ts";
import { showsThoughts } from "./thoughts.ts";
import { writeUsage } from "./usage.ts";

/** Throws an Unreadable for an answer that says nothing, or that the model has spoilt. */
export function readAnswer(body: unknown): Answer {
  const walk = new AnswerWalk();
  const events = walk.read(body);
  if (events.length === 1 && walk.stop === undefined && !hasCandidate(body)) {
    throw new Unreadable("candidates", "nothing", "at least one candidate");
  }
  const [start, ...said] = events;
  const { model } = start as AnswerEvent & { type: "start" };
  const parts: Answer["parts"][number][] = [];
  for (const event of said) add(parts, event);
  const [stop] = walk.finish() as [AnswerEvent & { type: "stop" }];
  return { id: walk.id, model, parts, stop: stop.stop, units: walk.units };
}

export function writeAnswer({ id, parts, stop, units }: Answer, about: Telling): object {
  const shown = showsThoughts(about.request);
  const written: object[] = [];
  let refused = false;
  let said = false;
  let calls = 0;
  for (const part of parts) {
    if (part.kind === "call") {
      const call = writeCall(part, calls++ === 0);
      if (call) written.push(call);
      else if (stop.reason !== "length") throw new Unreadable("arguments", "broken JSON", "an object");
    } else if (part.kind !== "reasoning") {
      const isRefusal = part.kind === "refusal";
      refused ||= isRefusal;
      if (part.text !== "") written.push({ text: isRefusal ? refusalText(part.text, said) : part.text });
      said ||= part.text !== "";
    } else if (shown) written.push(writeThought(part));
  }
  // Clients take a content without parts for a broken one.
  if (written.length === 0) written.push({ text: "" });
  const content = { parts: written, role: "model" };
  return {
    candidates: [{ content, finishReason: writeStop(stop, refused), index: 0 }],
    ...(units ? { usageMetadata: writeUsage(units) } : {}),
    modelVersion: about.model,
    responseId: id,
  };
}

/** Clients put all texts into one. */
export function refusalText(text: string, follows: boolean): string {
  return follows ? `\n\n${text}` : text;
}

/**
 * Undefined when its arguments broke off. The first call of another vendor's answer says that nobody has signed it: it comes
 * back in the history, and the newest models refuse one that says nothing.
 */
export function writeCall({ id, name, arguments: text, signature }: Omit<CallPart, "kind">, first: boolean): object | undefined {
  const args = argumentsOf(text);
  if (!args) return undefined;
  const functionCall = { id, name, args };
  const thoughtSignature = ownValue(signature) ?? (first ? unsigned : undefined);
  return thoughtSignature === undefined ? { functionCall } : { functionCall, thoughtSignature };
}

export function writeThought({ text, signature }: Omit<ReasoningPart, "kind">): object {
  const part = { text, thought: true };
  return signature?.dialect === "gemini" ? { ...part, thoughtSignature: signature.value } : part;
}

function hasCandidate(body: unknown): boolean {
  const candidates = isFields(body) ? body["candidates"] : undefined;
  return isFields(candidates) || (Array.isArray(candidates) && candidates.length > 0);
}

function add(parts: Answer["parts"][number][], event: AnswerEvent): void {
  const last = parts.at(-1);
  if (event.type === "text" || event.type === "reasoning") {
    const isMore = last?.kind === event.type && !("signature" in last && last.signature);
    if (isMore) parts[parts.length - 1] = { ...last, text: last.text + event.text };
    else parts.push({ kind: event.type, text: event.text });
  } else if (event.type === "signature" && last?.kind === "reasoning") {
    parts[parts.length - 1] = { ...last, signature: event.signature };
  } else if (event.type === "call") {
    const { id, name, signature } = event;
    parts.push({ kind: "call", id, name, arguments: "{}", ...(signature ? { signature } : {}) });
  } else if (event.type === "arguments" && last?.kind === "call") {
    parts[parts.length - 1] = { ...last, arguments: event.text };
  }
}
