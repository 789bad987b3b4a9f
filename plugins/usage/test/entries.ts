/** Entries as the recorder would have made them, for tests of the tables alone. */
import type { Entry } from "../src/entry.ts";

export const dayMs = 86_400_000;
/** Where the hand-moved clocks begin. */
export const start: number = Date.UTC(2026, 0, 1);

export function requestOf(id: string, more: Partial<Entry> = {}): Entry {
  return { ...entry, id, kind: "request", attempt: 0, ...more };
}

export function callOf(id: string, more: Partial<Entry> = {}): Entry {
  return { ...entry, id, kind: "call", attempt: 1, ...more };
}

const entry: Entry = {
  id: "",
  kind: "request",
  request: undefined,
  correlation: "seen-in-the-log",
  callerId: undefined,
  callerName: undefined,
  operation: "chat",
  dialect: "openai",
  stream: false,
  provider: "openai",
  model: "gpt-4o",
  requested: "openai/gpt-4o",
  credential: "key-1",
  owner: "gateway",
  attempt: 0,
  time: start,
  latency: 5,
  firstEvent: undefined,
  status: 200,
  ended: "complete",
  errorCode: undefined,
  errorBy: undefined,
  usage: undefined,
  cost: undefined,
  prices: undefined,
};
