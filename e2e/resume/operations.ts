/** The operations whose texts can go on from another provider: how each is asked, and what its events say. */
import type { Client } from "../start/sdks.ts";

/** As much of any operation's event as is looked at here. */
export interface Event {
  readonly id?: string;
  readonly created?: number;
  readonly choices?: readonly {
    readonly text?: string;
    readonly delta?: { readonly content?: string | null };
    readonly finish_reason?: string | null;
  }[];
  readonly usage?: object | null;
  readonly type?: string;
  readonly sequence_number?: number;
  readonly delta?: string;
  readonly item_id?: string;
  readonly item?: Item;
  readonly response?: Item & { readonly created_at: number; readonly status: string; readonly output?: readonly Item[] };
}

interface Item {
  readonly id: string;
}

export interface Operation {
  readonly name: string;
  readonly path: string;
  /** The request without its model. */
  readonly body: Readonly<Record<string, unknown>>;
  /** As the SDK hands them out. */
  events(client: Client, body: object): Promise<AsyncIterable<unknown>>;
  /** The text that the SDK's own helper has put together, and why it says that it ended. */
  helper?(client: Client, body: object): Promise<readonly [text: unknown, finish: unknown]>;
  textOf(event: Event): string;
  /** All that names the answer or a part of it. */
  idsOf(event: Event): readonly (string | undefined)[];
  /** Names that one answer has. */
  readonly ids: number;
  finishOf(event: Event): string | null | undefined;
  readonly finish: string;
  /** What only a finished stream says, in bytes. */
  readonly success: string;
}

const deltas = {
  idsOf: ({ id, created }: Event) => [`${id} of ${created}`],
  ids: 1,
  finishOf: ({ choices }: Event) => choices?.[0]?.finish_reason,
  finish: "stop",
  success: "data: [DONE]\n\n",
};

export const chat: Operation = {
  ...deltas,
  name: "chat",
  path: "/v1/chat/completions",
  body: { messages: [{ role: "user", content: "hi" }], stream_options: { include_usage: true } },
  events: (client, body) => client.chat.completions.create(body as never) as unknown as Promise<AsyncIterable<unknown>>,
  async helper(client, body) {
    const { choices } = await client.chat.completions.stream(body as never).finalChatCompletion();
    return [choices[0]?.message.content, choices[0]?.finish_reason];
  },
  textOf: ({ choices }) => choices?.[0]?.delta?.content ?? "",
};

export const completions: Operation = {
  ...deltas,
  name: "completions",
  path: "/v1/completions",
  body: { prompt: "hi", stream_options: { include_usage: true } },
  events: (client, body) => client.completions.create(body as never) as unknown as Promise<AsyncIterable<unknown>>,
  textOf: ({ choices }) => choices?.[0]?.text ?? "",
};

export const responses: Operation = {
  name: "responses",
  path: "/v1/responses",
  body: { input: "hi" },
  events: (client, body) => client.responses.create(body as never) as unknown as Promise<AsyncIterable<unknown>>,
  async helper(client, body) {
    const { output_text, status } = await client.responses.stream(body as never).finalResponse();
    return [output_text, status];
  },
  textOf: ({ type, delta }) => (type === "response.output_text.delta" ? delta! : ""),
  idsOf: ({ response, item, item_id }) => [
    response && `${response.id} of ${response.created_at}`,
    ...(response?.output ?? []).map(({ id }) => id),
    item?.id,
    item_id,
  ],
  ids: 2,
  finishOf: ({ type, response }) => (type === "response.completed" ? response!.status : undefined),
  finish: "completed",
  success: "event: response.completed\n",
};

export const operations: readonly Operation[] = [chat, completions, responses];
