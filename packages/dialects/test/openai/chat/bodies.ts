/** The Chat format, with what every body of it needs filled in. */
import { type Conversation, type Format, openai, type Read, type Written } from "@headgate/dialects";

export type Body = Readonly<Record<string, unknown>>;

export const chat: Format = openai.operations.find(({ name }) => name === "chat")!.format!;

export function readBody(body: Body): Read<Conversation> {
  return chat.readRequest(body, { model: "m", stream: false });
}

export function conversation(fields: Partial<Conversation>): Conversation {
  return { model: "m", stream: false, system: [], turns: [], tools: [], ...fields };
}

export function write(fields: Partial<Conversation>): Written {
  return chat.writeRequest(conversation(fields));
}
