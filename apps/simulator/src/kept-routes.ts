/** The paths of what clients stored with OpenAI: a collection, one of its members by id, and what is asked of that one. */
import type { Answer, Ask, Operation } from "./answer.ts";
import { cancelBatch, createBatch, listBatches, showBatch } from "./operations/batches.ts";
import { createFile, deleteFile, fileContent, listFiles, showFile } from "./operations/files.ts";
import { cancelResponse, deleteResponse, inputItems, showResponse } from "./operations/stored-responses.ts";

export type Method = "GET" | "POST" | "DELETE";

export interface KeptTarget {
  readonly name: string;
  readonly method: Method;
  readonly run: Operation;
}

type Asked = readonly [name: string, run: (ask: Ask, id: string) => Answer];

/** `*` is the id. */
const places: Readonly<Record<string, Partial<Readonly<Record<Method, Asked>>>>> = {
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

/** `path` without `/v1`. With another method than was asked, when there is only that; undefined: no such place. */
export function findKept(path: string, method: string): KeptTarget | undefined {
  const [, collection = "", id, ...rest] = path.split("/");
  const place = id === undefined ? `/${collection}` : ["", collection, "*", ...rest].join("/");
  if (!Object.hasOwn(places, place)) return undefined;
  const known = Object.entries(places[place] ?? {}) as [Method, Asked][];
  const [found, asked] = known.find(([one]) => one === method) ?? known[0] ?? [];
  if (found === undefined || asked === undefined) return undefined;
  const [name, run] = asked;
  return { name, method: found, run: (ask) => run(ask, decoded(id ?? "")) };
}

export function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
