/** Chat, Completions and Responses, as both majors of OpenAI's SDK hear them. */
import { clientKey } from "../start/config.ts";
import { type Client, connect, type Sdk, sdks } from "../start/sdks.ts";
import type { Gateway, Listener, StreamedOperation } from "./operations.ts";

const lost = { type: "server_error", code: "upstream_error", param: null };
const messages = [{ role: "user" as const, content: "hi" }];

export const chat: StreamedOperation = {
  name: "chat",
  provider: "openai",
  path: () => "/v1/chat/completions",
  body: (model, stream, user) => ({ model, messages, stream, user }),
  listeners: listeners(
    async function* (client, model, more) {
      const stream = await client.chat.completions.create({ model, messages, ...more, stream: true });
      for await (const { choices } of stream) yield choices[0]?.delta.content ?? "";
    },
    (client, model) => client.chat.completions.stream({ model, messages }).finalChatCompletion(),
  ),
  success: "[DONE]",
  failure: { error: lost },
};

export const completions: StreamedOperation = {
  name: "completions",
  provider: "openai",
  path: () => "/v1/completions",
  body: (model, stream, user) => ({ model, prompt: "hi", stream, user }),
  listeners: listeners(async function* (client, model, more) {
    const stream = await client.completions.create({ model, prompt: "hi", ...more, stream: true });
    for await (const { choices } of stream) yield choices[0]?.text ?? "";
  }),
  success: "[DONE]",
  failure: { error: lost },
};

export const responses: StreamedOperation = {
  name: "responses",
  provider: "openai",
  path: () => "/v1/responses",
  body: (model, stream, user) => ({ model, input: "hi", stream, user }),
  listeners: listeners(
    async function* (client, model, more) {
      const stream = await client.responses.create({ model, input: "hi", ...more, stream: true });
      for await (const event of stream) yield event.type === "response.output_text.delta" ? event.delta : "";
    },
    (client, model) => client.responses.stream({ model, input: "hi" }).finalResponse(),
  ),
  success: "response.completed",
  failure: { type: "response.failed", response: { status: "failed", error: { code: "server_error" } } },
};

function listeners(
  pieces: (client: Client, model: string, more?: object) => AsyncIterable<string>,
  helper?: (client: Client, model: string) => Promise<unknown>,
): readonly Listener[] {
  return sdks.map(({ name, sdk }) => {
    const open = (gateway: Gateway): Client => connect(sdk, gateway, clientKey);
    return {
      name,
      pieces: (gateway, model, more) => pieces(open(gateway), model, more),
      ...(helper && { helper: (gateway: Gateway, model: string) => helper(open(gateway), model) }),
      leave: ["break", "abort"].map((how) => (gateway, model) => leave(open(gateway), model, how)),
      statusOf: (error) => statusOf(error, sdk),
    };
  });
}

async function leave(client: Client, model: string, how: string): Promise<void> {
  const stream = await client.chat.completions.create({ model, messages, stream: true });
  for await (const _ of stream) {
    if (how === "break") break;
    stream.controller.abort();
  }
}

function statusOf(error: unknown, { APIError }: Sdk): number | undefined | null {
  return error instanceof APIError ? (error.status as number | undefined) : null;
}
