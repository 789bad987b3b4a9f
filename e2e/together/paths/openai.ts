/** Chat and Responses, each whole and streamed. */
import { openai, openaiSdk } from "../clients.ts";
import { type Frame, framesOf, isRecord, malformed } from "../seen.ts";
import * as vendors from "../vendors.ts";
import { count, type Path, said } from "./path.ts";

const messages = [{ role: "user" as const, content: said }];
const common = { client: openai, vendor: vendors.openai, otherVendor: vendors.openai } as const;

export const chat: Path = {
  ...common,
  name: "chat",
  stream: false,
  resumes: false,
  url: () => "/v1/chat/completions",
  body: (model, user) => ({ model, messages, user }),
  read(raw) {
    const { object, choices } = JSON.parse(raw) as { readonly object: string; readonly choices: readonly Choice[] };
    const [choice] = choices;
    if (object !== "chat.completion" || choice?.finish_reason !== "stop") return malformed("not a whole chat", raw);
    return { kind: "whole", text: choice.message!.content };
  },
  ask: async (gateway, model, user) =>
    (await openaiSdk(gateway).chat.completions.create({ model, messages, user })).choices[0]!.message.content!,
};

export const chatStream: Path = {
  ...common,
  name: "chat, streamed",
  stream: true,
  resumes: true,
  url: () => "/v1/chat/completions",
  body: (model, user) => ({ model, messages, user, stream: true }),
  read(raw) {
    const frames = framesOf(raw);
    const chunks = frames.map(({ data }) => data).filter(isRecord);
    const choices = chunks.flatMap((chunk) => (chunk["choices"] as readonly Choice[] | undefined) ?? []);
    const text = choices.map(({ delta }) => delta?.content ?? "").join("");
    if (count(choices, ({ delta }) => delta?.role !== undefined) !== 1) return malformed("not one opening", raw);
    const done = count(frames, ({ data }) => data === "[DONE]");
    const errors = chunks.filter((chunk) => chunk["error"] !== undefined);
    const [last] = frames.slice(-1) as [Frame];
    if (errors.length === 1 && done === 0 && last.data === errors[0])
      return { kind: "error frame", text, error: openai.errorIn(last.data) };
    const stops = count(choices, ({ finish_reason }) => finish_reason === "stop");
    if (new Set(chunks.map(({ id }) => id)).size !== 1) return malformed("not one id", raw);
    if (errors.length > 0 || done !== 1 || last.data !== "[DONE]" || stops !== 1) return malformed("a false end", raw);
    return { kind: "whole", text };
  },
  async ask(gateway, model, user) {
    let text = "";
    const stream = await openaiSdk(gateway).chat.completions.create({ model, messages, user, stream: true });
    for await (const { choices } of stream) text += choices[0]?.delta.content ?? "";
    return text;
  },
};

export const responses: Path = {
  ...common,
  name: "responses",
  stream: false,
  resumes: false,
  url: () => "/v1/responses",
  body: (model, user) => ({ model, input: said, user }),
  read(raw) {
    const { object, status, output } = JSON.parse(raw) as ResponseBody;
    if (object !== "response" || status !== "completed") return malformed("not a whole response", raw);
    return { kind: "whole", text: output[0]!.content[0]!.text };
  },
  ask: async (gateway, model, user) => (await openaiSdk(gateway).responses.create({ model, input: said, user })).output_text,
};

export const responsesStream: Path = {
  ...common,
  name: "responses, streamed",
  stream: true,
  resumes: true,
  url: () => "/v1/responses",
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
      return { kind: "error frame", text, error: openai.errorIn(events.at(-2)) };
    if (ends.join() !== "response.completed" || last.join() !== ends.join()) return malformed("a false end", raw);
    const [first, final] = [events[0]!.response, events.at(-1)!.response];
    if (first?.id !== final?.id) return malformed("not one id", raw);
    if (new Set(events.flatMap(({ item_id, item }) => item_id ?? item?.id ?? [])).size !== 1)
      return malformed("not one item", raw);
    if (final!.output[0]!.content[0]!.text !== text) return malformed("deltas of another text", raw);
    return { kind: "whole", text };
  },
  async ask(gateway, model, user) {
    let text = "";
    const stream = await openaiSdk(gateway).responses.create({ model, input: said, user, stream: true });
    for await (const event of stream) text += event.type === "response.output_text.delta" ? event.delta : "";
    return text;
  },
};

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
}
