/** The paths of stored objects, by vendor: a collection, a member by id, and actions on that member. */
import type { Answer, Ask, Operation } from "./answer.ts";
import type { Dialect } from "./dialects/dialect.ts";
import {
  betaFileContent,
  createBetaFile,
  deleteBetaFile,
  listBetaFiles,
  showBetaFile,
} from "./operations/anthropic/beta-files.ts";
import { cancelBatch, createBatch, listBatches, showBatch } from "./operations/openai/batches.ts";
import { createFile, deleteFile, fileContent, listFiles, showFile } from "./operations/openai/files.ts";
import {
  cancelMessages,
  createMessages,
  deleteMessages,
  listMessages,
  messageResults,
  showMessages,
} from "./operations/anthropic/message-batches.ts";
import { cancelResponse, deleteResponse, inputItems, showResponse } from "./operations/openai/stored-responses.ts";

export type Method = "GET" | "POST" | "DELETE";

export interface KeptTarget {
  readonly name: string;
  readonly method: Method;
  readonly run: Operation;
}

type Asked = readonly [name: string, run: (ask: Ask, id: string) => Answer];

/** By path, with `*` for the id. */
type Places = Readonly<Record<string, Partial<Readonly<Record<Method, Asked>>>>>;

const openai: Places = {
  "/responses/*": { GET: ["response", showResponse], DELETE: ["response_delete", deleteResponse] },
  "/responses/*/cancel": { POST: ["response_cancel", cancelResponse] },
  "/responses/*/input_items": { GET: ["input_items", inputItems] },
  "/files": { GET: ["files", listFiles], POST: ["file_create", createFile] },
  "/files/*": { GET: ["file", showFile], DELETE: ["file_delete", deleteFile] },
  "/files/*/content": { GET: ["file_content", fileContent] },
  "/batches": { GET: ["batches", listBatches], POST: ["batch_create", createBatch] },
  "/batches/*": { GET: ["batch", showBatch] },
  "/batches/*/cancel": { POST: ["batch_cancel", cancelBatch] },
};

const anthropic: Places = {
  "/messages/batches": { GET: ["message_batches", listMessages], POST: ["message_batch_create", createMessages] },
  "/messages/batches/*": { GET: ["message_batch", showMessages], DELETE: ["message_batch_delete", deleteMessages] },
  "/messages/batches/*/cancel": { POST: ["message_batch_cancel", cancelMessages] },
  "/messages/batches/*/results": { GET: ["message_batch_results", messageResults] },
  "/files": { GET: ["files", listBetaFiles], POST: ["file_create", createBetaFile] },
  "/files/*": { GET: ["file", showBetaFile], DELETE: ["file_delete", deleteBetaFile] },
  "/files/*/content": { GET: ["file_content", betaFileContent] },
};

const places: Readonly<Record<Dialect["name"], Places>> = { openai, anthropic, gemini: {} };

/** `path` without `/v1`. Finds another method if the requested one does not exist; undefined if the path does not. */
export function findKept(vendor: Dialect["name"], path: string, method: string): KeptTarget | undefined {
  const segments = path.split("/");
  for (const [place, there] of Object.entries(places[vendor])) {
    const pattern = place.split("/");
    const fits = pattern.length === segments.length && pattern.every((part, i) => part === "*" || part === segments[i]);
    if (!fits) continue;
    const known = Object.entries(there) as [Method, Asked][];
    const [found, asked] = known.find(([one]) => one === method) ?? known[0]!;
    const id = decoded(segments[pattern.indexOf("*")] ?? "");
    return { name: asked[0], method: found, run: (ask) => asked[1](ask, id) };
  }
  return undefined;
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
