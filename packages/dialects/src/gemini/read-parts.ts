/** Reads one part of a content. */
import type { DocumentPart, ImagePart, Loss, Part, ResultPart, Signature, TextPart } from "../canonical/index.ts";
import { asFlag, asRecord, asText, type Fields, optional } from "../canonical/expect.ts";
import { asListOrOne, camelCase, lose } from "./lenient.ts";
import { type MediaPart, readFile, readInline } from "./read-media.ts";
import { signed } from "./signatures.ts";

export interface Place {
  readonly turn: number;
  readonly assistant: boolean;
  /** The number of calls in this turn so far, for ids of calls without one. */
  calls: number;
  readonly lost: Loss[];
}

/** Empty if the part is lost or empty. A result without an id gets "". */
export function readPart(value: unknown, field: string, place: Place): readonly Part[] {
  const { lost } = place;
  const fields = asRecord(value, field);
  const signature = signatureOf(fields, field);
  let thought = false;
  let text: string | undefined;
  const parts: Part[] = [];
  for (const written of Object.keys(fields)) {
    const it = fields[written];
    const at = `${field}.${written}`;
    if (it == null) continue;
    switch (camelCase(written)) {
      case "text":
        text = asText(it, at);
        break;
      case "thought":
        thought = asFlag(it, at);
        break;
      case "thoughtSignature":
        break;
      case "inlineData":
        addMedia(readInline(it, at, lost), at);
        break;
      case "fileData":
        addMedia(readFile(it, at, lost), at);
        break;
      case "functionCall":
        parts.push(readCall(it, at, signature, place));
        break;
      case "functionResponse":
        parts.push(readResult(it, at, lost));
        break;
      case "executableCode":
      case "codeExecutionResult":
      case "toolCall":
      case "toolResponse":
        lost.push({ feature: "vendor-content", field: at });
        break;
      default:
        lose(lost, "other", at, it);
    }
  }
  if (text !== undefined && thought && (text !== "" || signature)) parts.unshift({ kind: "reasoning", text, signature });
  else if (text !== undefined && text !== "" && !thought) parts.unshift({ kind: "text", text });
  if (signature && !parts.some((part) => "signature" in part && part.signature)) {
    lost.push({ feature: "reasoning", field: `${field}.thoughtSignature` });
  }
  return parts;

  function addMedia(media: MediaPart | undefined, at: string): void {
    // Other vendors have no images or audio in the model's own turn.
    if (media && place.assistant) lost.push({ feature: "vendor-content", field: at });
    else if (media) parts.push(media);
  }
}

function signatureOf(fields: Fields, field: string): Signature | undefined {
  const value = fields["thoughtSignature"] ?? fields["thought_signature"];
  if (value == null || value === "") return undefined;
  return signed(asText(value, `${field}.thoughtSignature`));
}

function readCall(value: unknown, field: string, signature: Signature | undefined, place: Place): Part {
  const fields = asRecord(value, field);
  const index = place.calls++;
  for (const name of Object.keys(fields)) {
    if (name !== "id" && name !== "name" && name !== "args") lose(place.lost, "other", `${field}.${name}`, fields[name]);
  }
  const { name, args } = fields;
  const id = idOf(fields, field) || `call_${place.turn}_${index}`;
  const written = args == null ? "{}" : JSON.stringify(asRecord(args, `${field}.args`));
  return { kind: "call", id, name: asText(name, `${field}.name`), arguments: written, signature };
}

function readResult(value: unknown, field: string, lost: Loss[]): ResultPart {
  const fields = asRecord(value, field);
  const parts: (TextPart | ImagePart | DocumentPart)[] = [];
  let failed = false;
  for (const name of Object.keys(fields)) {
    const it = fields[name];
    const at = `${field}.${name}`;
    if (it == null || name === "id" || name === "name") continue;
    if (name === "response") {
      const [text, isError] = readResponse(asRecord(it, at));
      parts.unshift({ kind: "text", text });
      failed = isError;
    } else if (name === "parts") {
      for (const [i, part] of asListOrOne(it, at).entries()) {
        const media = readResultMedia(part, `${at}.${i}`, lost);
        if (media) parts.push(media);
      }
    } else lose(lost, "other", at, it);
  }
  const { name } = fields;
  const known = name == null ? undefined : asText(name, `${field}.name`);
  return { kind: "result", id: idOf(fields, field), name: known, parts, ...(failed ? { failed } : {}) };
}

/** Google's convention: a lone `output` or `error` member is the result; otherwise the whole object is. */
function readResponse(response: Fields): readonly [text: string, failed: boolean] {
  const names = Object.keys(response);
  const [name] = names;
  if (names.length === 1 && (name === "output" || name === "result" || name === "error")) {
    const value = response[name];
    return [typeof value === "string" ? value : JSON.stringify(value), name === "error"];
  }
  return [JSON.stringify(response), false];
}

function readResultMedia(value: unknown, field: string, lost: Loss[]): ImagePart | DocumentPart | undefined {
  let shown: ImagePart | DocumentPart | undefined;
  for (const [name, it] of Object.entries(asRecord(value, field))) {
    const at = `${field}.${name}`;
    const isInline = camelCase(name) === "inlineData";
    const media = isInline ? readInline(it, at, lost) : camelCase(name) === "fileData" ? readFile(it, at, lost) : undefined;
    if (media?.kind === "audio") lost.push({ feature: "audio-input", field: at });
    else if (media && !shown) shown = media;
    else if (media || (!isInline && camelCase(name) !== "fileData")) lose(lost, "other", at, it);
  }
  return shown;
}

function idOf(fields: Fields, field: string): string {
  const { id } = fields;
  return optional(id, `${field}.id`, asText) ?? "";
}
