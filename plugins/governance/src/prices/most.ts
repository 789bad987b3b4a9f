/** The most tokens that a call can use. An upper bound, not a guess: what is held must never be less than what it will cost. */
import type { Call, Exchange } from "@headgate/core";
import { asBuffer, fieldOf, scanBody } from "@headgate/wire";
import type { ModelPrice } from "./price.ts";

export interface MostTokens {
  readonly input: number;
  readonly output: number;
}

export function mostTokens(
  x: Exchange,
  call: Call,
  { context, maxOutput }: Pick<ModelPrice, "context" | "maxOutput">,
): MostTokens {
  const { body } = call;
  const prompts = promptsOf(x, call);
  const answers = answersOf(call);
  const all = context * prompts;
  // No tokenizer makes more tokens than there are bytes, and no model reads more than its window.
  const input = speaksOfMore(call) ? all : Math.min(body.size + hiddenOf(call), all);
  return { input: input * answers, output: Math.min(askedOutput(x, call) ?? maxOutput, maxOutput) * prompts * answers };
}

/** Only what the operation's provider obeys: a field of another operation would make the hold smaller and the answer not. */
const outputFields: ReadonlyMap<string, readonly string[]> = new Map([
  ["chat", ["max_completion_tokens", "max_tokens"]],
  ["completions", ["max_tokens"]],
  ["responses", ["max_output_tokens"]],
  ["messages", ["max_tokens"]],
]);

/** Of two fields the larger: nobody knows which of them this provider reads. */
function askedOutput({ operation }: Exchange, { body }: Call): number | undefined {
  let most: number | undefined;
  for (const name of outputFields.get(operation) ?? []) {
    const asked = fieldOf(body, name);
    if (typeof asked === "number" && asked >= 0) most = Math.max(most ?? 0, Math.ceil(asked));
  }
  return most;
}

/** Completions answer each prompt of a list. */
function promptsOf({ operation }: Exchange, { body }: Call): number {
  const prompt = operation === "completions" ? fieldOf(body, "prompt") : undefined;
  return Array.isArray(prompt) && typeof prompt[0] !== "number" ? Math.max(1, prompt.length) : 1;
}

/** `best_of` are made and paid for, however few of them are sent. */
function answersOf({ body }: Call): number {
  const asked = [fieldOf(body, "n"), fieldOf(body, "best_of")].filter((it) => typeof it === "number");
  return Math.min(Math.max(1, ...asked.map(Math.ceil)), most);
}

/** Beyond all that is ever answered, and still a number that can be reckoned with. */
const most = 1_000_000;

/** A provider describes the tools to the model in words of its own. */
function hiddenOf({ body }: Call): number {
  const scan = scanBody(body);
  return scan.ok && scan.entries.some(({ name }) => name === "tools" || name === "functions") ? 1024 : 0;
}

const kept: ReadonlySet<string> = new Set(["previous_response_id", "conversation", "prompt"]);
/** Ends of the names under which content stands elsewhere: `image_url`, `file_id`, `{"type":"image"}`. */
const marks = ['_url"', 'file_id"', '"image"', '"document"', '"input_image"', '"input_file"'];

/** More may be read than the body has: earlier turns, stored prompts, images and files by name. */
function speaksOfMore({ body }: Call): boolean {
  const scan = scanBody(body);
  if (!scan.ok || !body.bytes) return true;
  const bytes = asBuffer(body.bytes);
  // As an object, `prompt` names a stored one; as text or a list it is the prompt.
  const refers = scan.entries.some(({ name, valueStart }) => kept.has(name) && (name !== "prompt" || bytes[valueStart] === 0x7b));
  return refers || marks.some((mark) => bytes.includes(mark));
}
