/** For tests of the writer of requests: conversations and what is written of them. */
import type { Conversation, Loss, Part, Turn } from "@headgate/dialects";
import { format } from "./frames.ts";

export const said = (text: string): Part => ({ kind: "text", text });
export const user = (...parts: readonly Part[]): Turn => ({ role: "user", parts });
export const assistant = (...parts: readonly Part[]): Turn => ({ role: "assistant", parts });
export const call = (id: string, args = "{}"): Part => ({ kind: "call", id, name: "look", arguments: args });
export const result = (id: string, text: string): Part => ({ kind: "result", id, name: "look", parts: [{ kind: "text", text }] });
export const thought = (dialect: string): Part => ({ kind: "reasoning", text: "Hm", signature: { dialect, value: "sig" } });
export const tool = { name: "look", parameters: { type: "object" } };
export const text = (words: string): object => ({ type: "text", text: words });

export interface Body {
  readonly [name: string]: unknown;
  readonly messages: readonly { readonly role: string; readonly content: readonly Record<string, unknown>[] }[];
}

export function write(asked: Partial<Conversation>): { body: Body; lost: readonly Loss[] } {
  const usual = { model: "m", stream: false, system: [], turns: [user(said("Hi"))], tools: [] };
  return format.writeRequest({ ...usual, ...asked }) as { body: Body; lost: readonly Loss[] };
}

/** The fields that are asked about, undefined where there is none. */
export function picked(body: Body, fields: object): Record<string, unknown> {
  return Object.fromEntries(Object.keys(fields).map((name) => [name, body[name]]));
}

export function names(lost: readonly Loss[]): readonly string[] {
  return lost.map(({ feature, field }) => `${feature} ${field}`);
}
