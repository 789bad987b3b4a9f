/** The options of a scripted failure, and the check for those that arrive as JSON. */

/**
 * One rule: which calls it meets (all optional, all must hold) and what happens to their answer.
 * "n events" counts frames with data from the very first, the role, `response.created` or `message_start` frame included;
 * an n beyond the end acts just before the terminator.
 */
export interface Fault {
  readonly model?: string;
  /** The credential's value. */
  readonly key?: string;
  /**
   * chat, completions, responses, messages, generate (streamed or not), embeddings, speech, transcriptions, translations, image_generations, image_edits, image_variations, moderations,
   * rerank, ocr, input_tokens, compact, count_tokens, models or model; of what is stored: response, response_delete, response_cancel, input_items,
   * file_create, files, file, file_delete, file_content, batch_create, batches, batch or batch_cancel.
   */
  readonly operation?: string;
  readonly stream?: boolean;
  /** The number of calls it applies to. Default: all. */
  readonly times?: number;

  /** From 400 on the body is an error envelope of that status, unless `body` says otherwise. */
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent instead of the answer, streamed or not; an object is sent as JSON. */
  readonly body?: string | object;
  readonly contentType?: string;
  readonly emptyBody?: true;
  /** Accepts the request and never answers. */
  readonly hang?: true;
  readonly delayHeadersMs?: number;
  /** Headers go out at once, then it waits. */
  readonly delayFirstEventMs?: number;
  /** n events, then silence on an open connection. Blocking: half of the body. */
  readonly stallAfter?: number;
  /** n events, then a clean end without terminator. Blocking: half of the body, then FIN. */
  readonly cutAfter?: number;
  /** n events, then a torn connection; 0: before the headers. Blocking: half of the body, then RST. */
  readonly resetAfter?: number;
  /** The event after n events has damaged JSON, then it goes on. Blocking: a damaged body. */
  readonly malformedAfter?: number;
  /** Every event but `[DONE]`, `response.completed`, `response.incomplete`, `message_stop` or the chunk with Gemini's finish reason. */
  readonly noDone?: true;
  /** Status 200, and the first event is this error (merged into the dialect's server error), then the end. */
  readonly errorFirst?: true | object;
  /** n events, then an error frame and the end. */
  readonly errorAfter?: number;
  /** What an `errorAfter` frame says: merged into OpenAI's `{message, type, param, code}`, Anthropic's `{type, message}`, Gemini's `{code, message, status}`. */
  readonly error?: object;
  /** Content deltas in the stream. */
  readonly events?: number;
  readonly paceMs?: number;
  /** This many comment frames, each with an empty delta or a ping, before the first content; a JSON array has no comments. */
  readonly comments?: number;
  /** Replaces the usage object; null leaves usage out. */
  readonly usage?: object | null;
}

const names: Record<keyof Fault, true> = {
  model: true,
  key: true,
  operation: true,
  stream: true,
  times: true,
  status: true,
  headers: true,
  body: true,
  contentType: true,
  emptyBody: true,
  hang: true,
  delayHeadersMs: true,
  delayFirstEventMs: true,
  stallAfter: true,
  cutAfter: true,
  resetAfter: true,
  malformedAfter: true,
  noDone: true,
  errorFirst: true,
  errorAfter: true,
  error: true,
  events: true,
  paceMs: true,
  comments: true,
  usage: true,
};

/** Reads one fault or a list of them; throws on damaged JSON and on unknown names, which would otherwise do nothing. */
export function parseFaults(json: string): readonly Fault[] {
  const parsed: unknown = JSON.parse(json);
  const list: readonly unknown[] = Array.isArray(parsed) ? parsed : [parsed];
  return list.map(checked);
}

function checked(value: unknown): Fault {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("A fault is a JSON object.");
  for (const name of Object.keys(value)) {
    if (!Object.hasOwn(names, name)) throw new Error(`A fault has no "${name}"; it has ${Object.keys(names).join(", ")}.`);
  }
  return value;
}
