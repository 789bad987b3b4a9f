/** Finds the operation behind a method and a path, with or without /v1. */
import type { Operation } from "./answer.ts";
import { chat } from "./operations/chat.ts";
import { completions } from "./operations/completions.ts";
import { embeddings } from "./operations/embeddings.ts";
import { responses } from "./operations/responses.ts";

export interface Target {
  /** The operation's name; "" for a path that has none. */
  readonly name: string;
  readonly method: "GET" | "POST";
  /** Absent for the model routes, which need no body. */
  readonly run?: Operation;
  /** The model in the path of `GET /models/{id}`. */
  readonly model?: string;
}

const targets: Readonly<Record<string, Target>> = {
  "/chat/completions": { name: "chat", method: "POST", run: chat },
  "/completions": { name: "completions", method: "POST", run: completions },
  "/embeddings": { name: "embeddings", method: "POST", run: embeddings },
  "/responses": { name: "responses", method: "POST", run: responses },
  "/models": { name: "models", method: "GET" },
};

export function find(url: string): Target | undefined {
  const path = pathOf(url);
  const short = path.startsWith("/v1/") ? path.slice(3) : path;
  if (short.startsWith("/models/")) return { name: "model", method: "GET", model: decoded(short.slice(8)) };
  return Object.hasOwn(targets, short) ? targets[short] : undefined;
}

export function pathOf(url: string): string {
  const query = url.indexOf("?");
  return query === -1 ? url : url.slice(0, query);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
