/** Requests without a socket. */
import type { Call, Exchange, ExchangeInit } from "@headgate/core";
import { bytesBody } from "@headgate/wire";
import { createExchange } from "@headgate/http";

/** `json` becomes the body; without it and without a body, a short chat request. */
export type TestRequest = Partial<ExchangeInit> & { readonly json?: unknown };

export function exchangeOf({ json, ...init }: TestRequest = {}): Exchange {
  const sent = json === undefined ? { model: "openai/gpt-4o-mini", messages: [{ role: "user", content: "Hello" }] } : json;
  return createExchange({
    id: "test-exchange",
    access: "client",
    inference: true,
    operation: "chat",
    dialect: "openai",
    stream: isStream(sent),
    method: "POST",
    path: "/v1/chat/completions",
    query: "",
    peer: "127.0.0.1",
    headers: { "content-type": "application/json" },
    body: bytesBody(new TextEncoder().encode(JSON.stringify(sent))),
    ...init,
  });
}

/** The call that the edge would make: `provider/model` is split, a bare name is left for a plugin to route. */
export function callOf(x: Exchange, init: Partial<Call> = {}): Call {
  const named = modelOf(x);
  const slash = named.indexOf("/");
  return { provider: named.slice(0, Math.max(0, slash)), model: named.slice(slash + 1), body: x.body, ...init };
}

function isStream(sent: unknown): boolean {
  return typeof sent === "object" && sent !== null && "stream" in sent && sent.stream === true;
}

function modelOf(x: Exchange): string {
  try {
    const { model } = x.json() as { model?: unknown };
    return typeof model === "string" ? model : "";
  } catch {
    return "";
  }
}
