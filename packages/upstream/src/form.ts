/** A form on its way to a provider: the client's parts in their order, written anew, each file read as fast as the socket takes it. */
import type { Call } from "@headgate/core";
import type { Loss } from "@headgate/dialects";
import { type Form, type FormPart, isNamed, writeHead } from "@headgate/wire";
import { randomUUID } from "node:crypto";
import type { Place } from "./place.ts";
import type { OutgoingBody } from "./request.ts";

/** `own`: fields that only concern the gateway. */
export function outgoingForm(form: Form, { model }: Call, { rename = {} }: Place, own: readonly string[]): OutgoingBody {
  // A boundary that the client cannot know: nothing in its files can pass for the end of a part.
  const boundary = `headgate-${randomUUID()}`;
  const pieces: (Buffer | FormPart)[] = [];
  const lost: Loss[] = [];
  let texts: Buffer[] = [];
  for (const part of form.parts) {
    if (own.some((name) => isNamed(part.name, name))) continue;
    const name = Object.hasOwn(rename, part.name) ? rename[part.name] : part.name;
    if (name == null) {
      lost.push({ feature: "other", field: part.name });
      continue;
    }
    texts.push(Buffer.from(`--${boundary}\r\n${writeHead({ ...part, name })}`));
    const text = part.name === "model" ? Buffer.from(model) : part.value;
    if (text) texts.push(text);
    else {
      pieces.push(Buffer.concat(texts), part);
      texts = [];
    }
    texts.push(lineBreak);
  }
  pieces.push(Buffer.concat([...texts, Buffer.from(`--${boundary}--\r\n`)]));
  return {
    body: { [Symbol.asyncIterator]: () => bytesOf(pieces) },
    size: pieces.reduce((size, piece) => size + (Buffer.isBuffer(piece) ? piece.length : piece.size), 0),
    withholdUsage: false,
    lost,
    type: `multipart/form-data; boundary=${boundary}`,
  };
}

/** The prebuilt headers, flat, with another content type. */
export function withType(headers: readonly string[], type: string): readonly string[] {
  const out = ["content-type", type];
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]!.toLowerCase() !== "content-type") out.push(headers[i]!, headers[i + 1]!);
  }
  return out;
}

/** A provider that takes bytes is not silent: `taken` is called for each piece. */
export async function* watched(body: AsyncIterable<Uint8Array>, taken: () => void): AsyncGenerator<Uint8Array> {
  for await (const bytes of body) {
    yield bytes;
    taken();
  }
}

async function* bytesOf(pieces: readonly (Buffer | FormPart)[]): AsyncGenerator<Uint8Array> {
  for (const piece of pieces) {
    if (Buffer.isBuffer(piece)) yield piece;
    else yield* piece.read();
  }
}

const lineBreak = Buffer.from("\r\n");
