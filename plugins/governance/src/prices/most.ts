/** The most tokens that a call can use. An upper bound, not an estimate: a hold must never be less than the cost. */
import type { Call, Exchange } from "@headgate/core";
import { asBuffer, fieldOf, scanBody } from "@headgate/wire";
import { hasHosted } from "./hosted-tools.ts";
import { namesContent } from "./names-content.ts";
import type { ModelPrice } from "./price.ts";

export interface MostTokens {
  readonly input: number;
  readonly output: number;
}

export function mostTokens(
  x: Exchange,
  { body }: Call,
  { context, maxOutput }: Pick<ModelPrice, "context" | "maxOutput">,
): MostTokens {
  const said = read(x.operation, body);
  const all = context * said.prompts;
  // No tokenizer makes more tokens than there are bytes, and no model reads more than its window.
  const input = said.more ? all : Math.min(body.size + said.hidden, all);
  return { input: input * said.answers, output: Math.min(said.output ?? maxOutput, maxOutput) * said.prompts * said.answers };
}

/** The parts of a body that affect its price. */
interface Said {
  /** The most tokens that each answer may have; undefined: not given. */
  output: number | undefined;
  prompts: number;
  answers: number;
  /** Tokens that are not in the body but result from it: a provider describes the tools to the model in its own words. */
  hidden: number;
  /** Whether the model may read more than the body: earlier turns, stored prompts, images and files by name, what a provider's tools find. */
  more: boolean;
}

/** Looks at each member once: most bodies have few members, and hardly any of these. */
function read(operation: string, body: Call["body"]): Said {
  const said: Said = { output: undefined, prompts: 1, answers: 1, hidden: 0, more: true };
  const scan = scanBody(body);
  if (!scan.ok || !body.bytes) return said;
  const bytes = asBuffer(body.bytes);
  said.more = namesContent(bytes);
  for (const { name, valueStart } of scan.entries) {
    switch (name) {
      case "max_completion_tokens":
      case "max_tokens":
      case "max_output_tokens":
        if (outputFields.get(operation)?.includes(name)) said.output = larger(said.output, fieldOf(body, name));
        break;
      // All of `best_of` are generated and paid for, however few are returned.
      case "n":
      case "best_of":
        said.answers = Math.min(larger(said.answers, fieldOf(body, name))!, most);
        break;
      case "generationConfig":
      case "generation_config":
        if (operation === "generate") configure(said, fieldOf(body, name));
        break;
      case "tools":
      case "functions":
        said.hidden = 1024;
        if (hasHosted(fieldOf(body, name))) said.more = true;
        break;
      case "documents":
        if (operation === "rerank") pair(said, body);
        break;
      case "previous_response_id":
      case "conversation":
      case "mcp_servers":
        said.more = true;
        break;
      case "input":
      case "requests":
        if (lists.get(operation) === name && bytes[valueStart] === 0x5b) said.prompts = promptsIn(fieldOf(body, name));
        break;
      case "prompt":
        // An object names a stored prompt; a text or a list is the prompt itself.
        if (bytes[valueStart] === 0x7b) said.more = true;
        else if (operation === "completions") said.prompts = promptsIn(fieldOf(body, name));
    }
  }
  return said;
}

/** Only fields that the operation's provider obeys: another operation's field would make the hold smaller, but not the answer. */
const outputFields: ReadonlyMap<string, readonly string[]> = new Map([
  ["chat", ["max_completion_tokens", "max_tokens"]],
  ["completions", ["max_tokens"]],
  ["responses", ["max_output_tokens"]],
  ["messages", ["max_tokens"]],
]);

/** Where many texts come at once, each of them can fill the window. */
const lists: ReadonlyMap<string, string> = new Map([
  ["embeddings", "input"],
  ["moderations", "input"],
  ["batch_embed_contents", "requests"],
]);

/** Gemini has both in one object. */
function configure(said: Said, config: unknown): void {
  if (typeof config !== "object" || config === null) return;
  for (const [name, value] of Object.entries(config)) {
    if (name === "maxOutputTokens" || name === "max_output_tokens") said.output = larger(said.output, value);
    else if (name === "candidateCount" || name === "candidate_count") said.answers = Math.min(larger(said.answers, value)!, most);
  }
}

/** More than any real answer, and still safe to multiply. */
const most = 1_000_000;

/** The larger of two fields: it is unknown which of them this provider reads. */
function larger(before: number | undefined, asked: unknown): number | undefined {
  return typeof asked === "number" && asked >= 0 ? Math.max(before ?? 0, Math.ceil(asked)) : before;
}

/** Each document is read with the query. */
function pair(said: Said, body: Call["body"]): void {
  const [query, documents] = [fieldOf(body, "query"), fieldOf(body, "documents")];
  said.prompts = Array.isArray(documents) ? Math.max(1, documents.length) : 1;
  said.hidden += said.prompts * Buffer.byteLength(typeof query === "string" ? query : (JSON.stringify(query) ?? ""));
}

/** Each item of a list, but a list of numbers is one text. */
function promptsIn(prompt: unknown): number {
  return Array.isArray(prompt) && typeof prompt[0] !== "number" ? Math.max(1, prompt.length) : 1;
}
