/** The requests of every load scenario, the same bytes for every side, and what a right answer to each holds. */

/** A gateway must know this key; the others pass it on. */
export const clientKey = "bench-client-key-0001";
/** Of a paced stream, and of one that comes as fast as it can: contents, one event with the usage, and the terminator. */
export const eventsOf = { stream: 202, burst: 22 };
export const answerText = "The quick brown fox jumps over the lazy dog";

const question =
  "Please say in one or two sentences what a gateway for language models is good for, for whom, and when it is not worth its trouble.";

const messages = [{ role: "user", content: question }];
const streamed = { stream: true, stream_options: { include_usage: true } };
const bodies = {
  json: { messages, max_tokens: 128, temperature: 0.2 },
  body: { messages: bigMessages(), max_tokens: 128 },
  stream: { messages, ...streamed },
  burst: { messages, max_tokens: eventsOf.burst - 2, ...streamed },
};

/** `kind` is json, body (1 MB sent), stream or burst; `headers` are lines such as "x-a: b"; `user` is a name that the upstream knows a request by. */
export function requestBytes(kind, port, headers = [], { path = "/v1/chat/completions", user } = {}) {
  const body = Buffer.from(JSON.stringify({ model: "openai/gpt-4o-mini", user, ...bodies[kind] }));
  const head = [
    `POST ${path} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    "content-type: application/json",
    `authorization: Bearer ${clientKey}`,
    ...headers,
    `content-length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${head.join("\r\n")}\r\n\r\n`), body]);
}

/** A long conversation, not one long string: 250 turns of 4 kB of prose, with a line break and a quotation every four sentences. */
function bigMessages() {
  const plain = "The report was due on Friday, and nobody had read the second page of it yet; the first was long enough. ";
  const paragraph = `${plain.repeat(3)}Somebody said "no" and left for the day.\n`.repeat(12);
  return Array.from({ length: 250 }, (_, i) => ({ role: i % 2 ? "assistant" : "user", content: `${i}: ${paragraph}` }));
}
