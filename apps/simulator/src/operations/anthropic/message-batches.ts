/** Message batches: requests answered at once, each as if sent separately, with the results as lines. */
import { type Answer, type Ask, said } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { anthropic, refusal } from "../../dialects/anthropic.ts";
import { anthropicId } from "../../ids.ts";
import { type KeptMessageBatch, ownerOf } from "../../kept.ts";
import { messages } from "./messages.ts";
import { oneOfMany } from "../shared/one-of-many.ts";
import { idPage } from "../shared/page.ts";

const dayMs = 86_400_000;
const mostRequests = 1000;
/** The maximum for all answers together: a short request can have a long answer. */
const mostCharacters = 4 * 1024 * 1024;

export function createMessages(ask: Ask): Answer {
  const { body, call, id: request, kept } = ask;
  const wrong = wrongIn(body.requests);
  if (wrong !== undefined) return refusal(400, wrong, request);
  const lines: string[] = [];
  let [succeeded, characters] = [0, 0];
  for (const one of body.requests as readonly Json[]) {
    const [ok, line] = answer(ask, one);
    characters += line.length;
    if (characters > mostCharacters) return refusal(413, "The answers are too long for this simulator.", request);
    succeeded += ok ? 1 : 0;
    lines.push(line);
  }
  const state = ended(ask, succeeded, lines.length - succeeded);
  const results = Buffer.from(lines.join(""));
  kept.messageBatches.put(String(state.id), ownerOf(call), { state, results }, results.length + 1024);
  return said(state);
}

export function listMessages({ call, kept }: Ask): Answer {
  return idPage(
    kept.messageBatches.list(ownerOf(call)).map(({ state }) => state),
    call,
  );
}

export function showMessages(ask: Ask, id: string): Answer {
  return found(ask, id, ({ state }) => said(state));
}

export function messageResults(ask: Ask, id: string): Answer {
  return found(ask, id, ({ results }) => ({ status: 200, bytes: results, contentType: "application/x-jsonl" }));
}

/** Never too late, and the batch stays ended: there was nothing left to cancel. */
export function cancelMessages(ask: Ask, id: string): Answer {
  return found(ask, id, (batch) => {
    batch.state = { ...batch.state, cancel_initiated_at: new Date(ask.settings.now()).toISOString() };
    return said(batch.state);
  });
}

export function deleteMessages(ask: Ask, id: string): Answer {
  return found(ask, id, () => {
    ask.kept.messageBatches.delete(id, ownerOf(ask.call));
    return said({ id, type: "message_batch_deleted" });
  });
}

function wrongIn(requests: unknown): string | undefined {
  if (!Array.isArray(requests)) return "requests: Field required";
  if (requests.length === 0) return "requests: List should have at least 1 item after validation, not 0";
  if (requests.length > mostRequests) return `requests: This simulator takes no more than ${mostRequests}`;
  const ids = new Set<unknown>();
  for (const [i, one] of requests.entries()) {
    if (!isRecord(one) || typeof one.custom_id !== "string") return `requests.${i}.custom_id: Field required`;
    if (!isRecord(one.params)) return `requests.${i}.params: Field required`;
    if (ids.size === ids.add(one.custom_id).size) return `requests.${i}.custom_id: Duplicate custom_id`;
  }
  return undefined;
}

function answer(ask: Ask, { custom_id, params }: Json): readonly [succeeded: boolean, line: string] {
  const id = anthropic.requestId();
  const told = messages(oneOfMany(ask, "/v1/messages", id, params as Json));
  const [status, json] = "json" in told ? [told.status, told.json] : [500, anthropic.failed(500, id, {})];
  const head = JSON.stringify({ custom_id }).slice(0, -1);
  const result = status < 400 ? `{"type":"succeeded","message":${json}}` : `{"type":"errored","error":${json}}`;
  return [status < 400, `${head},"result":${result}}\n`];
}

function ended({ call, settings }: Ask, succeeded: number, errored: number): Json {
  const id = anthropicId("msgbatch_01");
  const [now, later] = [settings.now(), settings.now() + dayMs].map((ms) => new Date(ms).toISOString());
  return {
    id,
    type: "message_batch",
    processing_status: "ended",
    request_counts: { processing: 0, succeeded, errored, canceled: 0, expired: 0 },
    ended_at: now,
    created_at: now,
    expires_at: later,
    archived_at: null,
    cancel_initiated_at: null,
    results_url: `http://${call.headers.host ?? "localhost"}/v1/messages/batches/${id}/results`,
  };
}

function found({ call, id: request, kept }: Ask, id: string, then: (batch: KeptMessageBatch) => Answer): Answer {
  const batch = kept.messageBatches.get(id, ownerOf(call));
  return batch ? then(batch) : refusal(404, `Message batch not found: ${id}`, request);
}
