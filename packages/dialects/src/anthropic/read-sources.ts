/** Reads the sources of images and documents in a request. */
import type { Part } from "../canonical/index.ts";
import { asList, asRecord, asText, type Fields, optional, unreadable } from "../canonical/expect.ts";
import type { Losses } from "./losses.ts";

export function readImage(block: Fields, at: string, losses: Losses, parts: Part[]): void {
  losses.unread(block, imageRead, at);
  const { source, field } = sourceOf(block, at, losses);
  if (source["type"] === "base64") parts.push({ kind: "image", source: data(source, field) });
  else if (source["type"] === "url")
    parts.push({ kind: "image", source: { kind: "url", url: asText(source["url"], `${field}.url`) } });
  else if (source["type"] === "file") losses.add("stored-file", at);
  else throw unreadable(`${field}.type`, source["type"], "base64, url or file");
}

export function readDocument(block: Fields, at: string, losses: Losses, parts: Part[]): void {
  losses.unread(block, documentRead, at);
  const { citations } = block;
  if (citations != null && (citations as Fields)["enabled"] !== false) losses.add("citations", `${at}.citations`);
  const name = optional(block["title"], `${at}.title`, asText);
  const { source, field } = sourceOf(block, at, losses);
  switch (source["type"]) {
    case "base64":
      parts.push({ kind: "document", source: data(source, field), name });
      return;
    case "text":
      parts.push({ kind: "document", source: { kind: "text", text: asText(source["data"], `${field}.data`) }, name });
      return;
    case "url":
      parts.push({ kind: "document", source: { kind: "url", url: asText(source["url"], `${field}.url`) }, name });
      return;
    case "content":
      readContent(source["content"], `${field}.content`, { losses, parts, name });
      return;
    case "file":
      losses.add("stored-file", at);
      return;
    default:
      throw unreadable(`${field}.type`, source["type"], "base64, text, url, content or file");
  }
}

/** A document of blocks: each run of text is a document, with images between them. */
function readContent(
  content: unknown,
  field: string,
  { losses, parts, name }: { losses: Losses; parts: Part[]; name: string | undefined },
): void {
  const stretch: string[] = [];
  const close = (): void => {
    if (stretch.length > 0) parts.push({ kind: "document", source: { kind: "text", text: stretch.join("\n\n") }, name });
    stretch.length = 0;
  };
  if (typeof content === "string") stretch.push(content);
  else {
    asList(content, field).forEach((item, i) => {
      const at = `${field}.${i}`;
      const block = asRecord(item, at);
      if (block["type"] === "text") {
        losses.unread(block, textRead, at);
        stretch.push(asText(block["text"], `${at}.text`));
      } else if (block["type"] === "image") {
        close();
        readImage(block, at, losses, parts);
      } else throw unreadable(`${at}.type`, block["type"], "text or image");
    });
  }
  close();
}

function sourceOf(block: Fields, at: string, losses: Losses): { source: Fields; field: string } {
  const field = `${at}.source`;
  const source = asRecord(block["source"], field);
  losses.unread(source, sourceRead, field);
  return { source, field };
}

function data(source: Fields, field: string): { kind: "data"; mediaType: string; base64: string } {
  const mediaType = asText(source["media_type"], `${field}.media_type`);
  return { kind: "data", mediaType, base64: asText(source["data"], `${field}.data`) };
}

const sourceRead: ReadonlySet<string> = new Set(["type", "media_type", "data", "url", "content", "file_id"]);
const imageRead: ReadonlySet<string> = new Set(["type", "source"]);
const documentRead: ReadonlySet<string> = new Set(["type", "source", "title", "citations"]);
const textRead: ReadonlySet<string> = new Set(["type", "text"]);
