/** Anthropic's Messages, whole and streamed. */
import { anthropic, anthropicSdk } from "../clients.ts";
import { framesOf, malformed } from "../seen.ts";
import * as vendors from "../vendors.ts";
import { count, type Path, said } from "./path.ts";

/** Not in `metadata`, which not every other provider could be told. */
const asked = (model: string, user: string) => ({
  model,
  max_tokens: 500,
  system: user,
  messages: [{ role: "user" as const, content: said }],
});
const common = { client: anthropic, vendor: vendors.anthropic, otherVendor: vendors.openai, resumes: false } as const;

export const messages: Path = {
  ...common,
  name: "messages",
  stream: false,
  url: () => "/anthropic/v1/messages",
  body: asked,
  read(raw) {
    const { type, role, stop_reason, content } = JSON.parse(raw) as Message;
    if (type !== "message" || role !== "assistant" || stop_reason !== "end_turn") return malformed("not a whole message", raw);
    return { kind: "whole", text: content.map(({ text }) => text).join("") };
  },
  ask: async (gateway, model, user) => textOf((await anthropicSdk(gateway).messages.create(asked(model, user))).content),
};

export const messagesStream: Path = {
  ...common,
  name: "messages, streamed",
  stream: true,
  url: () => "/anthropic/v1/messages",
  body: (model, user) => ({ ...asked(model, user), stream: true }),
  read(raw) {
    const frames = framesOf(raw).map(({ event, data }) => ({ event, ...(data as MessageEvent) }));
    if (frames.some(({ event, type }) => event !== type)) return malformed("a frame of another name", raw);
    const events = frames.filter(({ type }) => type !== "ping");
    const types = events.map(({ type }) => type);
    if (types[0] !== "message_start" || count(types, (type) => type === types[0]) !== 1) return malformed("not one opening", raw);
    const text = events.map(({ delta }) => delta?.text ?? "").join("");
    const ends = types.filter((type) => type === "error" || type === "message_stop");
    if (ends.length !== 1 || types.at(-1) !== ends[0]) return malformed("a false end", raw);
    if (ends[0] === "error") return { kind: "error frame", text, error: anthropic.errorIn(events.at(-1)) };
    const frame = types.filter((type) => type !== "content_block_delta").join();
    const whole = "message_start,content_block_start,content_block_stop,message_delta,message_stop";
    if (frame !== whole || events.at(-2)!.delta?.stop_reason !== "end_turn") return malformed("not a whole message", raw);
    return { kind: "whole", text };
  },
  ask: async (gateway, model, user) =>
    textOf((await anthropicSdk(gateway).messages.stream(asked(model, user)).finalMessage()).content),
};

interface Message {
  readonly type: string;
  readonly role: string;
  readonly stop_reason: string | null;
  readonly content: readonly { readonly text: string }[];
}

interface MessageEvent {
  readonly type: string;
  readonly delta?: { readonly text?: string; readonly stop_reason?: string };
}

function textOf(content: readonly { readonly type: string; readonly text?: string }[]): string {
  return content.map(({ text }) => text ?? "").join("");
}
