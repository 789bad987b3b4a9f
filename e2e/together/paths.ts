/** The paths an answer can take to a client, each with its request and with the one way to tell a whole answer from an error. */
import type { Client } from "../start/sdks.ts";
import { type Frame, framesOf, isRecord, malformed, type Seen, shown } from "./seen.ts";

export interface Path {
  readonly name: string;
  readonly url: string;
  readonly stream: boolean;
  /** `user` travels to the provider and tells one call from another. */
  body(model: string, user: string): object;
  /** Throws when a 200 was neither a whole answer nor one that ended in an error frame. */
  read(raw: string): Seen;
  /** The whole text as the SDK hands it out; rejects with its error. */
  ask(client: Client, model: string, user: string): Promise<string>;
}

export const said = "hi";
const messages = [{ role: "user" as const, content: said }];

export const paths: readonly Path[] = [
  {
    name: "chat",
    url: "/v1/chat/completions",
    stream: false,
    body: (model, user) => ({ model, messages, user }),
    read(raw) {
      const { object, choices } = JSON.parse(raw) as { readonly object: string; readonly choices: readonly Choice[] };
      const [choice] = choices;
      if (object !== "chat.completion" || choice?.finish_reason !== "stop") return malformed("not a whole chat", raw);
      return { kind: "whole", text: choice.message!.content };
    },
    ask: async (client, model, user) =>
      (await client.chat.completions.create({ model, messages, user })).choices[0]!.message.content!,
  },
  {
    name: "chat, streamed",
    url: "/v1/chat/completions",
    stream: true,
    body: (model, user) => ({ model, messages, user, stream: true }),
    read(raw) {
      const frames = framesOf(raw);
      const chunks = frames.map(({ data }) => data).filter(isRecord);
      const choices = chunks.flatMap((chunk) => (chunk["choices"] as readonly Choice[] | undefined) ?? []);
      const text = choices.map(({ delta }) => delta?.content ?? "").join("");
      if (count(choices, ({ delta }) => delta?.role !== undefined) !== 1) return malformed("not one opening", raw);
      const done = count(frames, ({ data }) => data === "[DONE]");
      const errors = chunks.flatMap((chunk) => chunk["error"] ?? []);
      const [last] = frames.slice(-1) as [Frame];
      if (errors.length === 1 && done === 0 && isRecord(last.data) && last.data["error"] === errors[0])
        return { kind: "error frame", text, error: shown(errors[0]) };
      const stops = count(choices, ({ finish_reason }) => finish_reason === "stop");
      if (new Set(chunks.map(({ id }) => id)).size !== 1) return malformed("not one id", raw);
      if (errors.length > 0 || done !== 1 || last.data !== "[DONE]" || stops !== 1) return malformed("a false end", raw);
      return { kind: "whole", text };
    },
    async ask(client, model, user) {
      let text = "";
      const stream = await client.chat.completions.create({ model, messages, user, stream: true });
      for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
      return text;
    },
  },
  {
    name: "responses",
    url: "/v1/responses",
    stream: false,
    body: (model, user) => ({ model, input: said, user }),
    read(raw) {
      const { object, status, output } = JSON.parse(raw) as ResponseBody;
      if (object !== "response" || status !== "completed") return malformed("not a whole response", raw);
      return { kind: "whole", text: output[0]!.content[0]!.text };
    },
    ask: async (client, model, user) => (await client.responses.create({ model, input: said, user })).output_text,
  },
  {
    name: "responses, streamed",
    url: "/v1/responses",
    stream: true,
    body: (model, user) => ({ model, input: said, user, stream: true }),
    read(raw) {
      const events = framesOf(raw).map(({ data }) => data as ResponseEvent);
      const types = events.map(({ type }) => type);
      const text = events.map(({ type, delta }) => (type === "response.output_text.delta" ? delta : "")).join("");
      if (events.some(({ sequence_number }, i) => sequence_number !== i)) return malformed("events out of order", raw);
      if (count(types, (type) => type === "response.created") !== 1) return malformed("not one opening", raw);
      const ends = types.filter((type) => /^(?:error|response\.(?:completed|incomplete|failed))$/.test(type));
      const last = types.slice(-ends.length);
      if (ends.join() === "error,response.failed" && last.join() === ends.join())
        return { kind: "error frame", text, error: shown(events.at(-2)!.error) };
      if (ends.join() !== "response.completed" || last.join() !== ends.join()) return malformed("a false end", raw);
      const [first, final] = [events[0]!.response, events.at(-1)!.response];
      if (first?.id !== final?.id) return malformed("not one id", raw);
      if (new Set(events.flatMap(({ item_id, item }) => item_id ?? item?.id ?? [])).size !== 1)
        return malformed("not one item", raw);
      if (final!.output[0]!.content[0]!.text !== text) return malformed("deltas of another text", raw);
      return { kind: "whole", text };
    },
    async ask(client, model, user) {
      let text = "";
      const stream = await client.responses.create({ model, input: said, user, stream: true });
      for await (const event of stream) text += event.type === "response.output_text.delta" ? event.delta : "";
      return text;
    },
  },
];

interface Choice {
  readonly message?: { readonly content: string };
  readonly delta?: { readonly role?: string; readonly content?: string };
  readonly finish_reason: string | null;
}

interface ResponseBody {
  readonly id: string;
  readonly object: string;
  readonly status: string;
  readonly output: readonly { readonly content: readonly { readonly text: string }[] }[];
}

interface ResponseEvent {
  readonly type: string;
  readonly sequence_number: number;
  readonly delta: string;
  readonly item_id?: string;
  readonly item?: { readonly id: string };
  readonly response?: ResponseBody;
  readonly error: unknown;
}

function count<T>(items: readonly T[], fits: (item: T) => boolean): number {
  return items.filter(fits).length;
}
