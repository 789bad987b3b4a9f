/** Batches: a file of requests, answered at once into another file of the same key. */
import { type Answer, type Ask, type Whole, said } from "../../answer.ts";
import type { Json } from "../../body.ts";
import { missing, problem } from "../../dialects/openai.ts";
import { objectId, seconds } from "../../ids.ts";
import { type KeptBatch, type KeptFile, ownerOf } from "../../kept.ts";
import { type Ran, runBatch, runs } from "./batch-run.ts";
import { keepFile } from "./files.ts";
import { page } from "../shared/page.ts";

const day = 86_400;

export function createBatch(ask: Ask): Answer {
  const { body, call, kept } = ask;
  const lacking = ["input_file_id", "endpoint", "completion_window"].find((name) => typeof body[name] !== "string");
  if (lacking !== undefined) return missing(lacking);
  const [id, endpoint] = [String(body.input_file_id), String(body.endpoint)];
  const run = Object.hasOwn(runs, endpoint) ? runs[endpoint] : undefined;
  if (!run) return invalid("endpoint", `Invalid value: '${endpoint}'. Supported values are: ${Object.keys(runs).join(", ")}.`);
  if (body.completion_window !== "24h") return invalid("completion_window", "Supported values are: '24h'.");
  const file = kept.files.get(id, ownerOf(call));
  if (!file) return invalid("input_file_id", `Input file with id '${id}' not found.`);
  if (file.purpose !== "batch") return invalid("input_file_id", `The purpose of file '${id}' is not 'batch'.`);
  const state = ended(ask, file, runBatch(ask, endpoint, run, file.content));
  kept.batches.put(String(state.id), ownerOf(call), { state }, JSON.stringify(state).length);
  return said(state);
}

export function listBatches({ call, kept }: Ask): Answer {
  return page(
    kept.batches.list(ownerOf(call)).map(({ state }) => state),
    call,
  );
}

export function showBatch(ask: Ask, id: string): Answer {
  return found(ask, id, ({ state }) => said(state));
}

/** Never too late, so that there is always something to cancel. */
export function cancelBatch(ask: Ask, id: string): Answer {
  return found(ask, id, (batch) => {
    batch.state = { ...batch.state, status: "cancelled", cancelled_at: seconds(ask.settings.now()) };
    return said(batch.state);
  });
}

function ended(ask: Ask, input: KeptFile, { answered, failed, wrong }: Ran): Json {
  const now = seconds(ask.settings.now());
  const id = objectId("batch_");
  const whole = wrong.length === 0;
  const result = (lines: readonly string[], kind: string): unknown =>
    whole && lines.length > 0
      ? keepFile(ask, `${id}_${kind}.jsonl`, "batch_output", Buffer.from(lines.map((line) => `${line}\n`).join(""))).id
      : null;
  return {
    id,
    object: "batch",
    endpoint: ask.body.endpoint,
    errors: whole ? null : { object: "list", data: wrong },
    input_file_id: input.shown.id,
    completion_window: "24h",
    status: whole ? "completed" : "failed",
    output_file_id: result(answered, "output"),
    error_file_id: result(failed, "error"),
    created_at: now,
    expires_at: now + day,
    ...(whole ? { in_progress_at: now, finalizing_at: now, completed_at: now } : { failed_at: now }),
    request_counts: { total: answered.length + failed.length, completed: answered.length, failed: failed.length },
    metadata: ask.body.metadata ?? null,
  };
}

function found({ call, kept }: Ask, id: string, then: (batch: KeptBatch) => Whole): Whole {
  const batch = kept.batches.get(id, ownerOf(call));
  return batch ? then(batch) : problem(404, `No batch found with id '${id}'.`);
}

function invalid(param: string, message: string): Whole {
  return problem(400, message, "invalid_value", param);
}
