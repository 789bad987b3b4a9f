/** The guard over a chat of 1 kB in which every field that has a rule says something, and the same request without it. */
import { deliver } from "@headgate/core";
import { createExchange } from "@headgate/http";
import requestGuard from "@headgate/plugin-request-guard";
import { bytesBody, scanBody } from "@headgate/wire";
import { answer, Counting, headers, pipelineOf, upstream } from "../pipeline/synthetic.mjs";
import { timedLater } from "../pipeline/timed.mjs";

export const guardedVariants = {
  "bare of 1 kB": { uses: [], refuses: false },
  "request-guard": { uses: [requestGuard({})], refuses: true },
};

const size = 1024;
const judged = {
  temperature: 0.7,
  top_p: 0.95,
  max_tokens: 512,
  max_completion_tokens: 512,
  presence_penalty: 0.1,
  frequency_penalty: -0.1,
  top_k: 40,
  n: 1,
  top_logprobs: 5,
};

/** `more` takes the place of what is judged. */
function chat(more) {
  const of = (content) =>
    Buffer.from(JSON.stringify({ model: "openai/gpt-4o-mini", messages: [{ role: "user", content }], ...judged, ...more }));
  return of("x".repeat(size - of("").length));
}

function requestOf(bytes) {
  const body = bytesBody(bytes);
  const about = { id: "bench", access: "client", inference: true, operation: "chat", dialect: "openai", stream: false };
  const where = { method: "POST", path: "/v1/chat/completions", query: "", peer: "127.0.0.1", headers };
  return [createExchange({ ...about, ...where, body }), { provider: "openai", model: "gpt-4o-mini", body }];
}

export async function measureGuarded({ uses, refuses }, timeMs) {
  const later = (x, call) => new Promise((resolve) => resolve(upstream(x, call)));
  const { send } = await pipelineOf(uses, later);
  const ask = async (bytes) => {
    const [x, call] = requestOf(bytes);
    // The door has read every body before a plugin sees it.
    scanBody(call.body);
    const sink = new Counting();
    const out = await send(x, call);
    deliver(out, sink);
    return { status: out.status, code: out.error?.code, bytes: sink.bytes };
  };
  const right = { status: 200, bytes: answer.length };
  const hot = refuses ? { status: 400, code: "decimal_above_max_value", bytes: 0 } : right;
  const found = [await ask(chat({})), await ask(chat({ temperature: 9 }))];
  if (JSON.stringify(found) !== JSON.stringify([right, hot])) throw new Error(JSON.stringify(found));
  const bytes = chat({});
  return timedLater(() => ask(bytes), timeMs);
}
