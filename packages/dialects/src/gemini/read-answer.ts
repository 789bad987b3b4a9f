/** Reads a whole answer: the events of its one body, gathered into parts. */
import { isRecord } from "../canonical/expect.ts";
import { type Answer, type AnswerEvent, Unreadable } from "../canonical/index.ts";
import { AnswerWalk } from "./answer-walk.ts";

/** Throws an Unreadable for an answer that says nothing, or that the model got wrong. */
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

function hasCandidate(body: unknown): boolean {
  const candidates = isRecord(body) ? body["candidates"] : undefined;
  return isRecord(candidates) || (Array.isArray(candidates) && candidates.length > 0);
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
