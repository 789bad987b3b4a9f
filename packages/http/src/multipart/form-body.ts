/** A body that is a form: its bytes as they came, and its parts, each readable again and again. */
import { type Body, type ByteSource, isRefusal, type Refusal, refuse, type Sink } from "@headgate/core";
import { boundaryOf, type Form, type FormLimits, FormScan, type HasBytes, type ScannedPart } from "@headgate/wire";

/** A body that can be in a file. */
export interface Upload extends Body {
  /** To be called when its request is over: the file is removed with its last reader. */
  release(): void;
}

export interface FormBody extends Upload {
  readonly form: Form;
}

export const formLimits: FormLimits = { parts: 100, headBytes: 8192, textBytes: 1_048_576 };

/** Reads a part of the body from `start` to `end`. */
export type ReadBytes = (start: number, end: number) => AsyncIterable<Uint8Array>;

export function isForm(body: Body): body is FormBody {
  return (body as HasBytes).form !== undefined;
}

export function formBody(
  scanned: readonly ScannedPart[],
  size: number,
  bytes: Uint8Array | undefined,
  read: ReadBytes,
  release: () => void,
): FormBody {
  const parts = scanned.map(({ start, end, ...part }) => ({ ...part, size: end - start, read: () => read(start, end) }));
  return { ...rawBody(size, read, release), ...(bytes && { bytes }), form: { parts } };
}

/** A form that nobody has parsed. */
export function rawBody(size: number, read: ReadBytes, release: () => void): Upload {
  return { size, open: () => sourceOf(read(0, size)), release };
}

/** The form of a stored request; undefined when it is not one, or incomplete. */
export function formOf(bytes: Uint8Array, contentType: string | undefined): FormBody | undefined {
  const boundary = boundaryOf(contentType);
  if (boundary === undefined) return undefined;
  const scan = new FormScan(boundary, formLimits);
  if (!scan.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)) || !scan.end()) return undefined;
  return formBody(scan.parts, bytes.length, bytes, fromMemory(bytes), () => {});
}

export function fromMemory(bytes: Uint8Array): ReadBytes {
  return async function* (start, end) {
    if (end > start) yield bytes.subarray(start, end);
  };
}

/** Turns a source that is pulled into one that pushes. */
function sourceOf(chunks: AsyncIterable<Uint8Array>): ByteSource {
  let held: (() => void) | undefined;
  let paused = false;
  let cancelled = false;
  const wake = (): void => {
    paused = false;
    held?.();
    held = undefined;
  };
  const run = async (sink: Sink): Promise<void> => {
    for await (const chunk of chunks) {
      if (paused) await new Promise<void>((resolve) => (held = resolve));
      if (cancelled) return;
      sink.write(chunk);
    }
    if (!cancelled) sink.end();
  };
  return {
    start: (sink) => void run(sink).catch((error: unknown) => sink.fail(unreadable(error))),
    pause: () => void (paused = true),
    resume: wake,
    cancel() {
      cancelled = true;
      wake();
    },
  };
}

function unreadable(error: unknown): Refusal {
  if (isRefusal(error)) return error;
  const message = "the gateway could not read an upload again";
  return refuse({ code: "internal_error", status: 500, message, by: "gateway", type: "server_error" });
}
