/** Writes parts as content blocks. */
import { type CallPart, type DocumentPart, type ImagePart, type Part, type ResultPart, Unreadable } from "../canonical/index.ts";
import { recordIn } from "../canonical/expect.ts";
import { type Block, says, textBlock } from "./block.ts";
import type { Losses } from "./losses.ts";
import { thinkingBlock } from "./signatures.ts";
import { callId } from "./call-ids.ts";

export function writePart(part: Part, role: "user" | "assistant" | "system", losses: Losses, blocks: Block[]): void {
  switch (part.kind) {
    case "text":
    case "refusal":
      if (says(part.text)) blocks.push(textBlock(part.text));
      return;
    case "image":
    case "document":
      // Only users can send images here.
      if (role !== "user") losses.add("vendor-content", "messages");
      else if (part.kind === "image") blocks.push(writeImage(part, losses));
      else writeDocument(part, losses, blocks);
      return;
    case "audio":
      losses.add("audio-input", "messages");
      return;
    case "call":
      if (part.signature && part.signature.dialect !== "anthropic") losses.add("reasoning", "messages");
      blocks.push(writeCall(part));
      return;
    case "result":
      blocks.push(writeResult(part, losses));
      return;
    case "reasoning":
      // The vendor refuses unsigned thinking, and nobody else can sign it.
      if (role === "assistant" && part.signature?.dialect === "anthropic") blocks.push(thinkingBlock(part));
      else losses.add("reasoning", "messages");
  }
}

/** Throws an Unreadable for arguments that are not JSON of an object. */
export function writeCall({ id, name, arguments: text }: CallPart): Block {
  return { type: "tool_use", id: callId(id), name, input: parse(text, name) };
}

function parse(text: string, name: string): object {
  const parsed = recordIn(text === "" ? "{}" : text);
  if (parsed) return parsed;
  throw new Unreadable("arguments", `text that is not (of ${name})`, "JSON of an object");
}

function writeResult({ id, parts, failed }: ResultPart, losses: Losses): Block {
  const out: Block = { type: "tool_result", tool_use_id: callId(id) };
  const blocks: Block[] = [];
  for (const part of parts) writePart(part, "user", losses, blocks);
  const [first] = blocks;
  if (first) out["content"] = blocks.length === 1 && first["type"] === "text" ? first["text"] : blocks;
  if (failed) out["is_error"] = true;
  return out;
}

function writeImage({ source, detail }: ImagePart, losses: Losses): Block {
  if (detail !== undefined && detail !== "auto") losses.add("other", "image_url.detail");
  if (source.kind === "url") return { type: "image", source: { type: "url", url: source.url } };
  if (source.kind === "data") return { type: "image", source: bytes(source) };
  return textBlock(source.text);
}

function writeDocument({ source, name }: DocumentPart, losses: Losses, blocks: Block[]): void {
  const title = name === undefined || name === "" ? {} : { title: name };
  if (source.kind === "url") blocks.push({ type: "document", source: { type: "url", url: source.url }, ...title });
  else if (source.kind === "text") blocks.push(plain(source.text, title));
  else if (source.mediaType === "application/pdf") blocks.push({ type: "document", source: bytes(source), ...title });
  else if (/^text\/|^application\/(?:.+\+)?(?:json|xml)\b/.test(source.mediaType)) {
    blocks.push(plain(Buffer.from(source.base64, "base64").toString("utf8"), title));
  } else losses.add("vendor-content", "messages");
}

function plain(data: string, title: object): Block {
  return { type: "document", source: { type: "text", media_type: "text/plain", data }, ...title };
}

function bytes({ mediaType, base64 }: { readonly mediaType: string; readonly base64: string }): Block {
  return { type: "base64", media_type: mediaType === "image/jpg" ? "image/jpeg" : mediaType, data: base64 };
}
