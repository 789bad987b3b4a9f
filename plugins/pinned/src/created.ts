/** Watches a stream for the event that names its response, and reads nothing else of it. */
import { asBuffer, type Frame, Frames } from "@headgate/wire";

/** It is the first event: after this many bytes it will not come. */
const longest = 65_536;

/** For `Reply.tap`: calls back once, before the event passes on. */
export function watchCreated(found: (id: string) => void): (bytes: Uint8Array) => void {
  let frames: Frames | undefined = new Frames(longest);
  let seen = 0;
  const tell = (id: unknown): void => {
    frames = undefined;
    if (typeof id === "string" && id !== "") found(id);
  };
  const read = ({ bytes, data }: Frame): void => {
    if (frames && bytes.includes(CREATED)) tell(idIn(data));
  };
  return (bytes) => {
    if (!frames) return;
    const { pending } = frames;
    const head = pending + bytes.length > longest ? headOf(frames.rest(), bytes) : undefined;
    seen += bytes.length;
    try {
      frames.push(bytes, read);
    } catch {
      // The event is long, because it repeats instructions and tools; the id comes before them.
      if (head !== undefined) tell(early.exec(head)?.[1]);
    }
    if (seen > longest) frames = undefined;
  };
}

const CREATED = "response.created";
const early = /"type"\s*:\s*"response\.created".*?"response"\s*:\s*\{\s*"id"\s*:\s*"([^"\\]+)"/s;

function headOf(rest: Buffer, bytes: Uint8Array): string {
  return Buffer.concat([rest.subarray(0, 2048), asBuffer(bytes).subarray(0, 2048)]).toString("utf8");
}

function idIn(data: Buffer): unknown {
  try {
    const event = JSON.parse(data.toString("utf8")) as { type?: unknown; response?: { id?: unknown } } | null;
    return event?.type === CREATED ? event.response?.id : undefined;
  } catch {
    return undefined;
  }
}
