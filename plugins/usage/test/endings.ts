/** Every way in which a request can end, as a script for the upstream and what the ledger must say of it. */
import {
  type ByteSource,
  type PluginUse,
  refuse,
  refused,
  type Refusal,
  reply,
  type ReplyInit,
  type Send,
  type Usage,
} from "@headgate/core";
import { leave, type ScriptedReply } from "@headgate/testkit";
import { alsoAsks, plugin, priceOf } from "./scene.ts";

export const units = { input: 17, output: 5, cache_read: 0, reasoning: 3 };
export const used: Usage = { estimated: false, units };
const guessed: Usage = { estimated: true, units: { input: 9, output: 1 } };

export const source = (start: ByteSource["start"], cancel: ByteSource["cancel"] = () => {}): ByteSource => ({
  start,
  cancel,
  pause() {},
  resume() {},
});
const bytes = new TextEncoder().encode("data: 1\n\n");
const error = (init: Partial<Refusal>): Refusal =>
  refuse({ code: "busy", status: 429, message: "no", by: "provider", scope: "target", ...init });
const lost = error({ code: "upstream_error", status: 502, by: "gateway" });

export const whole: ReplyInit = { status: 200, body: source((sink) => (sink.write(bytes), sink.end())), usage: used };
const cut: ReplyInit = { status: 200, body: source((sink) => (sink.write(bytes), sink.fail(lost))), usage: guessed };
const leaves: Send = (x, call) => {
  const out = reply({ status: 200, call });
  // What was really used is known once the upstream has been told to stop.
  out.body = source(
    (sink) => (sink.write(bytes), queueMicrotask(() => leave(x))),
    () => (out.usage = guessed),
  );
  return out;
};
const leavesWhileWaiting: Send = (x, call) => {
  leave(x);
  return refused(error({ code: "client_closed_request", status: 499, by: "gateway" }), call);
};
const no = refuse({ code: "budget_exceeded", status: 402, message: "no" });

export interface Ending {
  readonly name: string;
  readonly script: readonly ScriptedReply[];
  readonly inside?: readonly PluginUse[];
  readonly request: object;
  readonly calls: readonly object[];
}

const cost = priceOf(17, 5);
export const endings: readonly Ending[] = [
  {
    name: "a whole answer",
    script: [whole],
    request: { status: 200, ended: "complete", units, estimated: false, attempts: 1, cost_nano: cost, error_code: null },
    calls: [
      { status: 200, ended: "complete", units, estimated: false, attempt: 1, cost_nano: cost, price_version: "2026-01-01" },
    ],
  },
  {
    name: "a provider's refusal",
    script: [{ status: 429, error: error({}), body: "{}" }],
    request: {
      status: 429,
      ended: "refused",
      units: null,
      estimated: null,
      attempts: 1,
      cost_nano: null,
      error_code: "busy",
      error_by: "provider",
    },
    calls: [{ status: 429, ended: "refused", units: null, error_code: "busy", error_by: "provider" }],
  },
  {
    name: "a lost transport",
    script: [{ status: 502, error: lost }],
    request: { status: 502, ended: "failed", attempts: 1, error_code: "upstream_error", error_by: "gateway" },
    calls: [{ status: 502, ended: "failed", error_code: "upstream_error", error_by: "gateway" }],
  },
  {
    name: "a transport that throws",
    script: [new Error("socket hang up")],
    request: { status: 500, ended: "failed", attempts: 1, error_code: "internal_error", error_by: "gateway" },
    calls: [{ status: 500, ended: "failed", error_code: "internal_error", provider: "openai" }],
  },
  {
    name: "an answer cut midway",
    script: [cut],
    request: {
      status: 200,
      ended: "cut",
      units: guessed.units,
      estimated: true,
      error_code: "upstream_error",
      cost_nano: priceOf(9, 1),
    },
    calls: [{ status: 200, ended: "cut", units: guessed.units, estimated: true, cost_nano: priceOf(9, 1) }],
  },
  {
    name: "a client that leaves midway",
    script: [leaves],
    request: { status: 200, ended: "aborted", units: guessed.units, estimated: true, attempts: 1 },
    calls: [{ ended: "aborted", units: guessed.units, estimated: true, cost_nano: priceOf(9, 1) }],
  },
  {
    name: "a client that leaves while it waits",
    script: [leavesWhileWaiting],
    request: { status: 499, attempts: 1, error_code: "client_closed_request" },
    calls: [{ status: 499, error_code: "client_closed_request" }],
  },
  {
    name: "a client that leaves a transport that throws",
    script: [(x) => (leave(x), Promise.reject(x.signal.reason as Error))],
    request: { status: 499, attempts: 1, error_code: "client_closed_request" },
    calls: [{ status: 499, error_code: "client_closed_request" }],
  },
  {
    name: "an answer that a plugin drops",
    script: [whole],
    inside: [plugin("drops", { post: () => no })],
    request: {
      status: 402,
      ended: "refused",
      units: null,
      attempts: 1,
      error_code: "budget_exceeded",
      error_by: "drops",
      cost_nano: cost,
    },
    calls: [{ status: 200, ended: "discarded", units, cost_nano: cost, first_event_ms: null }],
  },
  {
    name: "an answer by a plugin",
    script: [],
    inside: [
      plugin("cache", {
        pre: () => reply({ status: 200, body: "{}", usage: { estimated: false, units: { input: 0, output: 0 } } }),
      }),
    ],
    request: { status: 200, ended: "complete", units: { input: 0, output: 0 }, attempts: 0, cost_nano: null, credential: null },
    calls: [],
  },
  {
    name: "a refusal by a plugin",
    script: [],
    inside: [plugin("judge", { pre: () => no })],
    request: { status: 402, ended: "refused", attempts: 0, error_code: "budget_exceeded", error_by: "judge", provider: "openai" },
    calls: [],
  },
  {
    name: "a refusal around the call itself",
    script: [],
    inside: [plugin("holds", { inner: { pre: () => no } })],
    request: { status: 402, ended: "refused", attempts: 0, error_code: "budget_exceeded", error_by: "holds" },
    calls: [],
  },
  {
    name: "a crash of a plugin",
    script: [],
    inside: [plugin("crashes", { pre: () => Promise.reject(new Error("a bug")) })],
    request: { status: 500, ended: "failed", attempts: 0, error_code: "internal_error" },
    calls: [],
  },
  {
    name: "an answer of another target",
    script: [{ status: 503, error: error({ status: 503 }), usage: { estimated: false, units: { input: 17, output: 0 } } }, whole],
    inside: [alsoAsks({ provider: "anthropic", model: "haiku" })],
    request: {
      status: 200,
      ended: "complete",
      provider: "anthropic",
      model: "haiku",
      credential: "key-2",
      attempts: 2,
      cost_nano: priceOf(34, 5),
      units,
    },
    calls: [
      { ended: "discarded", status: 503, provider: "openai", credential: "key-1", units: { input: 17, output: 0 }, attempt: 1 },
      { ended: "complete", status: 200, provider: "anthropic", model: "haiku", credential: "key-2", units, attempt: 2 },
    ],
  },
  {
    name: "an answer after a throw",
    script: [new Error("socket hang up"), whole],
    inside: [
      plugin("once-more", {
        around: (send) => async (x, call) =>
          Promise.resolve(call)
            .then((it) => send(x, it))
            .catch(() => send(x, { ...call })),
      }),
    ],
    request: { status: 200, ended: "complete", error_code: null, attempts: 2 },
    calls: [
      { status: 500, ended: "failed", attempt: 1 },
      { status: 200, ended: "complete", error_code: null, attempt: 2 },
    ],
  },
];
