/** Content blocks of a request as parts. */
import type { CallPart, Part, ReasoningPart, ResultPart, TextPart } from "../canonical/index.ts";
import { asFlag, asList, asRecord, asText, type Fields, optional, unreadable } from "../canonical/expect.ts";
import type { Losses } from "./losses.ts";
import { readDocument, readImage } from "./read-sources.ts";
import { signed, signedRedacted } from "./signatures.ts";

/** Used for all turns of one request, since results refer to earlier calls. */
export class BlockReading {
  readonly losses: Losses;
  /** The tool of each call. */
  readonly names: Map<string, string> = new Map();

  constructor(losses: Losses) {
    this.losses = losses;
  }

  parts(content: unknown, role: "user" | "assistant", field: string): readonly Part[] {
    if (typeof content === "string") return [{ kind: "text", text: content }];
    const results: Part[] = [];
    const others: Part[] = [];
    asList(content, field).forEach((item, i) => {
      const at = `${field}.${i}`;
      const block = asRecord(item, at);
      if (block["type"] === "tool_result" && role === "user") results.push(this.result(block, at));
      else this.add(block, role, at, others);
    });
    return results.length === 0 ? others : [...results, ...others];
  }

  /** Reads content that can only be text. */
  texts(content: unknown, field: string): readonly TextPart[] {
    if (typeof content === "string") return [{ kind: "text", text: content }];
    return asList(content, field).map((item, i) => {
      const at = `${field}.${i}`;
      const block = asRecord(item, at);
      if (block["type"] !== "text") throw unreadable(`${at}.type`, block["type"], "text");
      return this.text(block, at);
    });
  }

  add(block: Fields, role: "user" | "assistant", at: string, parts: Part[]): void {
    const type = asText(block["type"], `${at}.type`);
    if (type === "text") parts.push(this.text(block, at));
    else if (type === "image") readImage(block, at, this.losses, parts);
    else if (type === "document") readDocument(block, at, this.losses, parts);
    else if (!known.has(type)) this.losses.add("vendor-content", at);
    else if (role !== "assistant" || type === "tool_result") {
      throw unreadable(`${at}.type`, type, `a block of a turn of the ${role}`);
    } else parts.push(type === "tool_use" ? this.call(block, at) : this.reasoning(block, at));
  }

  text(block: Fields, at: string): TextPart {
    this.losses.unread(block, textRead, at);
    return { kind: "text", text: asText(block["text"], `${at}.text`) };
  }

  call(block: Fields, at: string): CallPart {
    const { caller, toolset_name: toolset } = block;
    this.losses.unread(block, callRead, at);
    if (caller != null && (caller as Fields)["type"] !== "direct") this.losses.add("vendor-content", `${at}.caller`);
    if (toolset != null) this.losses.add("vendor-tools", `${at}.toolset_name`);
    const id = asText(block["id"], `${at}.id`);
    const name = asText(block["name"], `${at}.name`);
    this.names.set(id, name);
    return { kind: "call", id, name, arguments: JSON.stringify(asRecord(block["input"], `${at}.input`)) };
  }

  reasoning(block: Fields, at: string): ReasoningPart {
    this.losses.unread(block, reasoningRead, at);
    if (block["type"] === "redacted_thinking") {
      return { kind: "reasoning", text: "", signature: signedRedacted(asText(block["data"], `${at}.data`)) };
    }
    const signature = signed(asText(block["signature"] ?? "", `${at}.signature`));
    return { kind: "reasoning", text: asText(block["thinking"], `${at}.thinking`), signature };
  }

  result(block: Fields, at: string): ResultPart {
    this.losses.unread(block, resultRead, at);
    if (block["toolset_name"] != null) this.losses.add("vendor-tools", `${at}.toolset_name`);
    const id = asText(block["tool_use_id"], `${at}.tool_use_id`);
    const failed = optional(block["is_error"], `${at}.is_error`, asFlag);
    return { kind: "result", id, name: this.names.get(id), parts: this.said(block["content"], `${at}.content`), failed };
  }

  said(content: unknown, field: string): ResultPart["parts"] {
    if (content == null) return [];
    if (typeof content === "string") return [{ kind: "text", text: content }];
    const parts: Part[] = [];
    asList(content, field).forEach((item, i) => {
      const at = `${field}.${i}`;
      const block = asRecord(item, at);
      if (known.has(block["type"])) throw unreadable(`${at}.type`, block["type"], "text, image or document");
      this.add(block, "user", at, parts);
    });
    return parts as ResultPart["parts"];
  }
}

/** Blocks that only one role can have; anything but these, text, image and document is Anthropic's own. */
const known: ReadonlySet<unknown> = new Set(["tool_use", "tool_result", "thinking", "redacted_thinking"]);
const textRead: ReadonlySet<string> = new Set(["type", "text"]);
const callRead: ReadonlySet<string> = new Set(["type", "id", "name", "input", "caller", "toolset_name"]);
const reasoningRead: ReadonlySet<string> = new Set(["type", "thinking", "signature", "data"]);
const resultRead: ReadonlySet<string> = new Set(["type", "tool_use_id", "content", "is_error", "toolset_name"]);
