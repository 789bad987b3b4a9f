/** Reads one HTTP/1.1 response from the bytes of a connection. */

export interface Answer {
  readonly status: number;
  /** As they came, names in lower case. */
  readonly headers: string;
  readonly text: string;
}

interface Read {
  readonly answer: Answer;
  /** How many bytes it took. */
  readonly length: number;
}

/** Undefined while more is to come. */
export function readAnswer(bytes: Buffer): Read | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return undefined;
  const head = bytes.toString("latin1", 0, end);
  const headers = head.slice(head.indexOf("\r\n")).replace(/\r\n[^:]+/g, (name) => name.toLowerCase());
  const status = Number(head.slice(9, 12));
  const body = bodyOf(bytes, end + 4, headers);
  return body && { answer: { status, headers, text: body.text }, length: body.end };
}

function bodyOf(bytes: Buffer, from: number, headers: string): { readonly text: string; readonly end: number } | undefined {
  const length = /\r\ncontent-length: *(\d+)/.exec(headers)?.[1];
  if (length !== undefined) {
    const end = from + Number(length);
    return end > bytes.length ? undefined : { text: bytes.toString("utf8", from, end), end };
  }
  if (!headers.includes("\r\ntransfer-encoding: chunked")) return { text: "", end: from };
  const chunks: Buffer[] = [];
  for (let at = from; ;) {
    const line = bytes.indexOf("\r\n", at);
    if (line < 0) return undefined;
    const size = Number.parseInt(bytes.toString("latin1", at, line), 16);
    const next = line + 2 + size + 2;
    if (next > bytes.length) return undefined;
    if (size === 0) return { text: Buffer.concat(chunks).toString(), end: next };
    chunks.push(bytes.subarray(line + 2, next - 2));
    at = next;
  }
}
