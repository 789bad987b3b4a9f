/** Reads one part of a content. */
import type { DocumentPart, ImagePart, Loss, Part, ResultPart, Signature, TextPart } from "../canonical/index.ts";
import { asFields, asFlag, asList, asText, camelCase, type Fields, lose, unreadable } from "./json-values.ts";
import { type MediaPart, readFile, readInline } from "./media-reader.ts";
import { signed } from "./signatures.ts";

export interface Place {
  readonly turn: number;
  readonly assistant: boolean;
  /** Calls of this turn so far: they number those without an id. */
  calls: number;
  readonly lost: Loss[];
}

/** None for a part that is lost or empty. A result without an id has "" for it. */
export function readPart(value: unknown, field: string, place: Place): readonly Part[] {
  const { lost } = place;
  const fields = asFields(value, field);
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
    // What a model has drawn or said aloud is nothing that another one has in its own turn.
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
  const fields = asFields(value, field);
  const index = place.calls++;
  for (const name of Object.keys(fields)) {
    if (name !== "id" && name !== "name" && name !== "args") lose(place.lost, "other", `${field}.${name}`, fields[name]);
  }
  const { name, args } = fields;
  const id = idOf(fields, field) || `call_${place.turn}_${index}`;
  const written = args == null ? "{}" : JSON.stringify(asFields(args, `${field}.args`));
  return { kind: "call", id, name: asText(name, `${field}.name`), arguments: written, signature };
}

function readResult(value: unknown, field: string, lost: Loss[]): ResultPart {
  const fields = asFields(value, field);
  const parts: (TextPart | ImagePart | DocumentPart)[] = [];
  let failed = false;
  for (const name of Object.keys(fields)) {
    const it = fields[name];
    const at = `${field}.${name}`;
    if (it == null || name === "id" || name === "name") continue;
    if (name === "response") {
      const [text, isError] = readResponse(asFields(it, at));
      parts.unshift({ kind: "text", text });
      failed = isError;
    } else if (name === "parts") {
      for (const [i, part] of asList(it, at).entries()) {
        const media = readResultMedia(part, `${at}.${i}`, lost);
        if (media) parts.push(media);
      }
    } else lose(lost, "other", at, it);
  }
  const { name } = fields;
  const known = name == null ? undefined : asText(name, `${field}.name`);
  return { kind: "result", id: idOf(fields, field), name: known, parts, ...(failed ? { failed } : {}) };
}

/** Google's convention: `output` or `error` alone is the result, any other object is one as a whole. */
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
  for (const [name, it] of Object.entries(asFields(value, field))) {
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
  return id == null ? "" : typeof id === "string" ? id : unreadable(`${field}.id`, id, "a string");
}
