/** Runs the lines of a batch, each as if it were a separate request. */
import type { Ask, Operation } from "../../answer.ts";
import { isRecord, type Json } from "../../body.ts";
import { openai } from "../../dialects/openai.ts";
import { objectId, requestId } from "../../ids.ts";
import { chat } from "./chat.ts";
import { completions } from "./completions.ts";
import { embeddings } from "./embeddings.ts";
import { moderations } from "./moderations.ts";
import { oneOfMany } from "../shared/one-of-many.ts";
import { responses } from "./responses.ts";

/** By endpoint. */
export const runs: Readonly<Record<string, Operation>> = {
  "/v1/chat/completions": chat,
  "/v1/completions": completions,
  "/v1/embeddings": embeddings,
  "/v1/moderations": moderations,
  "/v1/responses": responses,
};

export interface Ran {
  /** JSON of each line's answer: the successful ones, and those with a status from 400 on. */
  readonly answered: readonly string[];
  readonly failed: readonly string[];
  /** Why the whole file is refused: OpenAI's error objects. */
  readonly wrong: readonly Json[];
}

/** The maximum for all answers together: a short line can have a long answer. */
const mostCharacters = 4 * 1024 * 1024;
const mostLines = 1000;

export function runBatch(ask: Ask, endpoint: string, run: Operation, content: Buffer): Ran {
  const lines = content.toString("utf8").split("\n").map(parsed);
  const asked = lines.filter((line) => line !== undefined);
  const wrong = lines.flatMap((line, index) => (line === undefined ? [] : wrongIn(line, endpoint, index + 1)));
  if (asked.length === 0)
    wrong.push({ code: "empty_file", message: "The batch's input file is empty.", param: null, line: null });
  if (asked.length > mostLines) wrong.push(tooLarge(`The input has more than ${mostLines} lines.`));
  const answered: string[] = [];
  const failed: string[] = [];
  let characters = 0;
  for (const line of wrong.length > 0 ? [] : asked) {
    const [status, text] = answer(ask, endpoint, run, line);
    characters += text.length;
    (status < 400 ? answered : failed).push(text);
    if (characters > mostCharacters) return { answered: [], failed: [], wrong: [tooLarge("The answers are too long.")] };
  }
  return { answered, failed, wrong };
}

/** Undefined for a blank line, empty if it is not a JSON object. */
function parsed(text: string): Json | undefined {
  if (text.trim() === "") return undefined;
  try {
    const line: unknown = JSON.parse(text);
    return isRecord(line) ? line : {};
  } catch {
    return {};
  }
}

function wrongIn({ custom_id, method, url, body }: Json, endpoint: string, line: number): Json[] {
  const wrong = (param: string | null, message: string): Json[] => [{ code: "invalid_request", message, param, line }];
  if (typeof custom_id !== "string" || !isRecord(body)) return wrong(null, "This line is no request with custom_id and body.");
  if (method !== "POST") return wrong("method", "The method must be POST.");
  return url === endpoint ? [] : wrong("url", `The URL must be the batch's endpoint, ${endpoint}.`);
}

function answer(ask: Ask, endpoint: string, run: Operation, line: Json): readonly [status: number, text: string] {
  const id = requestId();
  const one = oneOfMany(ask, endpoint, id, line.body as Json);
  const said = openai.refuse({ ...one, modelless: false }) ?? run(one);
  const [status, json] = "json" in said ? [said.status, said.json] : [500, "null"];
  const head = JSON.stringify({ id: objectId("batch_req_"), custom_id: line.custom_id, error: null });
  const response = `{"status_code":${status},"request_id":${JSON.stringify(id)},"body":${json}}`;
  return [status, `${head.slice(0, -1)},"response":${response}}`];
}

function tooLarge(message: string): Json {
  return { code: "file_too_large", message, param: null, line: null };
}
