/** Providers without sockets: what undici would tell a handler, in its order, and what they say in each dialect. */
import { createProviders } from "@headgate/upstream";

const timeouts = { headersMs: 300_000, firstEventMs: 120_000, idleMs: 120_000, totalMs: 600_000 };
const common = { keys: [{ name: "k0", value: "sk-provider-key-of-the-bench" }], timeouts, connections: 1 };
const usual = { terminator: "done", streamUsage: true, byok: false, forwardRetryAfter: false, allowPrivateNetwork: true };
export const streams = { holdMs: 10_000, eventBytes: 16_777_216, bufferBytes: 262_144, resume: false };

/** The text of each answer, and how many pieces a stream makes of it. */
export const events = 400;
const piece = " word";
export const text = piece.repeat(events);
const brief = piece.repeat(60);

/** A provider for each dialect, by its name. `later` puts off what a socket would bring later; `sent` is told of each request's bytes. */
export function socketless(dialects, { later, sent = () => {} }) {
  const options = Object.fromEntries(
    dialects.map(({ name }) => [name, { ...common, ...usual, dialect: name, baseUrl: "http://127.0.0.1:9" }]),
  );
  const providers = createProviders({ dialects, models: {}, providers: options });
  for (const place of providers.list()) {
    void place.pool.destroy();
    place.pool = {
      dispatch({ body }, handler) {
        const parts = Array.isArray(body) ? body : [body];
        const bytes = parts.length === 1 ? parts[0] : Buffer.concat(parts);
        sent(bytes);
        answer(handler, said[place.dialect], bytes.includes('"stream":true'), later);
      },
    };
  }
  return providers;
}

const controller = { pause() {}, resume() {}, abort() {} };

/** The beginning at once, so that the answer is there; the rest when a reader is. */
function answer(handler, { whole, pieces }, streamed, later) {
  handler.onRequestStart(controller, {});
  handler.onResponseStart(controller, 200, { "content-type": streamed ? "text/event-stream" : "application/json" }, "OK");
  if (!streamed) {
    handler.onResponseData(controller, whole);
    handler.onResponseEnd(controller, {});
    return;
  }
  const first = 3;
  for (let i = 0; i < first; i++) handler.onResponseData(controller, pieces[i]);
  later(() => {
    for (let i = first; i < pieces.length; i++) handler.onResponseData(controller, pieces[i]);
    handler.onResponseEnd(controller, {});
  });
}

const chunk = (rest) =>
  `data: ${JSON.stringify({ id: "chatcmpl-bench", object: "chat.completion.chunk", created: 1_790_000_000, model: "m", system_fingerprint: "fp", ...rest })}\n\n`;
const choice = (delta, reason = null) =>
  chunk({ choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }], usage: null });
const event = (type, rest) => `event: ${type}\ndata: ${JSON.stringify({ type, ...rest })}\n\n`;

const chatUsage = { prompt_tokens: 20, completion_tokens: 60, total_tokens: 80 };
const messageUsage = { input_tokens: 20, output_tokens: 60 };
const message = { id: "msg_bench", type: "message", role: "assistant", model: "m" };
const ended = { stop_reason: "end_turn", stop_sequence: null };

const bytes = (frames) => frames.map((frame) => Buffer.from(frame));
const times = (frame) => Array.from({ length: events }, () => frame);

/** What each dialect's provider says, whole and in pieces. */
const said = {
  openai: {
    whole: Buffer.from(
      JSON.stringify({
        id: "chatcmpl-bench",
        object: "chat.completion",
        created: 1_790_000_000,
        model: "m",
        choices: [
          { index: 0, message: { role: "assistant", content: brief, refusal: null }, logprobs: null, finish_reason: "stop" },
        ],
        usage: chatUsage,
      }),
    ),
    pieces: bytes([
      choice({ role: "assistant", content: "", refusal: null }),
      ...times(choice({ content: piece })),
      choice({}, "stop"),
      chunk({ choices: [], usage: chatUsage }),
      "data: [DONE]\n\n",
    ]),
  },
  anthropic: {
    whole: Buffer.from(JSON.stringify({ ...message, content: [{ type: "text", text: brief }], ...ended, usage: messageUsage })),
    pieces: bytes([
      event("message_start", {
        message: { ...message, content: [], stop_reason: null, usage: { ...messageUsage, output_tokens: 1 } },
      }),
      event("content_block_start", { index: 0, content_block: { type: "text", text: "" } }),
      ...times(event("content_block_delta", { index: 0, delta: { type: "text_delta", text: piece } })),
      event("content_block_stop", { index: 0 }),
      event("message_delta", { delta: ended, usage: messageUsage }),
      event("message_stop", {}),
    ]),
  },
};
