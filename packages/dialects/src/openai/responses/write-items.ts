/** Writes a conversation's turns as input items, in their order. */
import type { Conversation, Loss, Part, ResultPart, Turn } from "../../canonical/index.ts";
import { urlOf } from "./data-url.ts";
import { fitting, longestId } from "./call-ids.ts";

export function writeItems({ system, turns }: Conversation, lost: Loss[]): readonly object[] {
  const items: object[] = system.map((text) => message("system", [{ type: "input_text", text }]));
  for (const [index, turn] of turns.entries()) writeTurn(turn, `turns.${index}`, items, lost);
  return items;
}

/** Neighbouring texts are one message; calls and results are separate items. */
function writeTurn({ role, parts }: Turn, at: string, items: object[], lost: Loss[]): void {
  let content: object[] = [];
  const close = (): void => {
    if (content.length > 0) items.push(message(role, content));
    content = [];
  };
  for (const [index, part] of parts.entries()) {
    const place = `${at}.parts.${index}`;
    if (part.kind === "call") {
      close();
      const { id, name, signature } = part;
      if (signature) lost.push({ feature: "reasoning", field: `${place}.signature` });
      items.push({ type: "function_call", call_id: fitting(id, longestId), name, arguments: part.arguments });
    } else if (part.kind === "result") {
      close();
      items.push(writeResult(part, place, lost));
    } else {
      const written = role === "assistant" ? writeSaid(part, place, lost) : writePart(part, place, lost);
      if (written) content.push(written);
    }
  }
  close();
}

function message(role: Turn["role"], content: readonly object[]): object {
  return { type: "message", role, content };
}

function writeSaid(part: Part, at: string, lost: Loss[]): object | undefined {
  if (part.kind === "text") return { type: "output_text", text: part.text, annotations: [] };
  if (part.kind === "refusal") return { type: "refusal", refusal: part.text };
  lost.push({ feature: part.kind === "reasoning" ? "reasoning" : "vendor-content", field: at });
  return undefined;
}

function writePart(part: Part, at: string, lost: Loss[]): object | undefined {
  switch (part.kind) {
    case "text":
    case "refusal":
      return { type: "input_text", text: part.text };
    case "image":
      return { type: "input_image", image_url: urlOf(part.source), detail: part.detail ?? "auto" };
    case "document": {
      const { source, name } = part;
      if (source.kind === "url")
        return { type: "input_file", file_url: source.url, ...(name !== undefined && { filename: name }) };
      const isText = source.kind === "text" || source.mediaType.startsWith("text/");
      const filename = name ?? (isText ? "document.txt" : "document.pdf");
      return { type: "input_file", filename, file_data: urlOf(source) };
    }
    default:
      lost.push({ feature: part.kind === "audio" ? "audio-input" : "reasoning", field: at });
      return undefined;
  }
}

/** Text alone is written as a string, which every server of this format accepts. */
function writeResult({ id, parts, failed }: ResultPart, at: string, lost: Loss[]): object {
  if (failed) lost.push({ feature: "other", field: `${at}.failed` });
  const only = parts.length === 1 ? parts[0] : undefined;
  const output = parts.length === 0 ? "" : only?.kind === "text" ? only.text : parts.map((part) => writePart(part, at, lost));
  return { type: "function_call_output", call_id: fitting(id, longestId), output };
}
