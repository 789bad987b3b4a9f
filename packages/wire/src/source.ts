/** Bytes in memory as a body that can be read again and as a source that pushes them. */
import type { HasBytes } from "./body.ts";

/** The shape of core's `Sink`, which this package does not import. */
export interface BytesSink {
  write(bytes: Uint8Array): void;
  end(): void;
}

export interface BytesSource {
  start(sink: BytesSink): void;
  pause(): void;
  resume(): void;
  cancel(): void;
}

export interface BytesBody extends HasBytes {
  readonly bytes: Uint8Array;
  open(): BytesSource;
}

export function bytesBody(bytes: Uint8Array): BytesBody {
  return { size: bytes.length, bytes, open: () => bytesSource(bytes) };
}

/** Everything at once, unless it is cancelled before it starts. */
export function bytesSource(bytes: Uint8Array): BytesSource {
  let cancelled = false;
  return {
    start(sink) {
      if (cancelled) return;
      if (bytes.length > 0) sink.write(bytes);
      sink.end();
    },
    pause() {},
    resume() {},
    cancel() {
      cancelled = true;
    },
  };
}
