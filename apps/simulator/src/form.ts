/** Reads multipart/form-data with a library that is not the gateway's own reader: both must read a form alike. */
import { type BusboyHeaders, Busboy } from "@fastify/busboy";
import { createHash } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import type { Json } from "./body.ts";

/** A file, in enough detail to tell it from another. */
export interface FormFile {
  readonly filename: string;
  readonly type: string;
  readonly size: number;
  readonly sha256: string;
}

/** `upload` is the content of the part called `file`, as slices of the request. */
export type Then = (form: Json | undefined, upload: readonly Buffer[]) => void;

export function isForm(headers: IncomingHttpHeaders): boolean {
  return /^multipart\/form-data/i.test(headers["content-type"] ?? "");
}

/** Fields are strings, except numbers and booleans; repeated names become arrays. Undefined if it is not a form. */
export function readForm(headers: IncomingHttpHeaders, bytes: Buffer, then: Then): void {
  const entries: (readonly [name: string, value: unknown])[] = [];
  const upload: Buffer[] = [];
  let files = 0;
  let over = false;
  const done = (form: Json | undefined): void => {
    if (over) return;
    over = true;
    then(form, upload);
  };
  try {
    const parser = new Busboy({ headers: headers as BusboyHeaders, preservePath: true });
    const finished = (): void => done(Object.fromEntries(grouped(entries)));
    let complete = false;
    parser.on("field", (name, value) => entries.push([name, meant(name, value)]));
    parser.on("file", (name, stream, filename, _encoding, type) => {
      files++;
      const hash = createHash("sha256");
      const at = entries.push([name, undefined]) - 1;
      let size = 0;
      stream.on("data", (chunk: Buffer) => {
        size += chunk.length;
        hash.update(chunk);
        if (name === "file") upload.push(chunk);
      });
      stream.on("end", () => {
        entries[at] = [name, { filename, type, size, sha256: hash.digest("hex") } satisfies FormFile];
        if (--files === 0 && complete) finished();
      });
      stream.on("error", () => done(undefined));
    });
    parser.on("finish", () => {
      complete = true;
      if (files === 0) finished();
    });
    parser.on("error", () => done(undefined));
    parser.end(bytes);
  } catch {
    done(undefined);
  }
}

function meant(name: string, text: string): unknown {
  if (name === "n" || name === "temperature") return Number(text);
  return name === "stream" ? text === "true" : text;
}

function grouped(entries: readonly (readonly [name: string, value: unknown])[]): Map<string, unknown> {
  const found = new Map<string, unknown[]>();
  for (const [name, value] of entries) found.set(name, [...(found.get(name) ?? []), value]);
  return new Map([...found].map(([name, values]) => [name, values.length === 1 && !name.endsWith("[]") ? values[0] : values]));
}
