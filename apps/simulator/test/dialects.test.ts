// Every operation that the gateway knows is answered here, so that its demo can answer it: whole, and streamed where it streams.
import { anthropic, type Dialect, gemini, openai, type Operation } from "@headgate/dialects";
import { expect, it } from "vitest";
import { shared } from "./clients.ts";
import { contents, version } from "./vendors.ts";

const simulator = await shared();
const messages = [{ role: "user", content: "Hello" }];
const file = new File(["content"], "a.mp3");
const content = { parts: [{ text: "Hello" }] };

/** What each takes; an operation that is not in here fails below. */
const bodies: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  "openai chat": { model: "gpt-4o", messages },
  "openai completions": { model: "gpt-3.5-turbo-instruct", prompt: "Hello" },
  "openai embeddings": { model: "text-embedding-3-small", input: "Hello" },
  "openai responses": { model: "gpt-4o", input: "Hello" },
  "openai input_tokens": { model: "gpt-4o", input: "Hello" },
  "openai compact": { model: "gpt-4o", input: "Hello" },
  "openai speech": { model: "tts-1", input: "Hello", voice: "alloy" },
  "openai transcriptions": { model: "whisper-1", file },
  "openai translations": { model: "whisper-1", file },
  "openai image_generations": { model: "dall-e-3", prompt: "Hello" },
  "openai image_edits": { model: "dall-e-2", prompt: "Hello", image: file },
  "openai image_variations": { model: "dall-e-2", image: file },
  "openai moderations": { model: "gpt-4o", input: "Hello" },
  "openai rerank": { model: "rerank-english-v3.0", query: "Hello", documents: ["Hello"] },
  "openai ocr": { model: "mistral-ocr-latest", document: { type: "document_url", document_url: "https://a.b/c.pdf" } },
  "anthropic messages": { model: "gpt-4o", max_tokens: 9, messages },
  "anthropic count_tokens": { model: "gpt-4o", messages },
  "gemini generate": contents("Hello").body,
  "gemini count_tokens": contents("Hello").body,
  "gemini embed_content": { content },
  "gemini batch_embed_contents": { requests: [{ model: "models/gpt-4o", content }] },
};

const walked = [openai, anthropic, gemini].flatMap((dialect) =>
  dialect.operations.map((operation) => [`${dialect.name} ${operation.name}`, dialect, operation] as const),
);

it("has a body for each operation of the dialects, and for no other", () => {
  expect(Object.keys(bodies).toSorted()).toEqual(walked.map(([name]) => name).toSorted());
});

it.each(walked)("%s is answered whole", async (name, dialect, operation) => {
  const response = await send(dialect, operation, false, bodies[name]);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, expect.not.stringContaining("event-stream")]);
  expect((await response.arrayBuffer()).byteLength).toBeGreaterThan(0);
});

it.each(walked.filter(([, , { stream }]) => stream))("%s is answered in events", async (name, dialect, operation) => {
  const [field, value] = operation.stream?.askedBy ?? ["stream", true];
  const asked = typeof operation.upstreamPath === "string" ? { ...bodies[name], [field]: value } : bodies[name];
  const response = await send(dialect, operation, true, asked);
  expect([response.status, response.headers.get("content-type")]).toEqual([200, expect.stringContaining("event-stream")]);
  expect(await response.text()).toContain("data: ");
});

const made = openai.stored!.paths.filter(({ madeBy }) => madeBy === "responses");

it.each(made.flatMap(({ path, methods = [] }) => methods.map((method) => [method, path] as const)))(
  "%s %s is answered for a response",
  async (method, path) => {
    const response = await send(
      openai,
      openai.operations.find(({ name }) => name === "responses")!,
      false,
      {
        ...bodies["openai responses"],
        background: true,
      },
    );
    const { id } = (await response.json()) as { id: string };
    expect((await fetch(`${simulator.url}/v1${path.replace(":id", id)}`, { method })).status).toBe(200);
  },
);

/** As the gateway sends it: forms where JSON would not do, the path below the base URL. */
function send({ name }: Dialect, operation: Operation, stream: boolean, body: object = {}): Promise<Response> {
  const { upstreamPath, form } = operation;
  const path = typeof upstreamPath === "string" ? upstreamPath : upstreamPath({ model: "gpt-4o", stream });
  const url = simulator.url + (name === "openai" ? "/v1" : "") + path;
  const isForm = form === "only" || Object.values(body).some((value) => value instanceof File);
  if (isForm) return fetch(url, { method: "POST", body: formOf(body) });
  const headers = { "content-type": "application/json", ...(name === "anthropic" && version) };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

function formOf(fields: object): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value instanceof File ? value : String(value));
  return form;
}
