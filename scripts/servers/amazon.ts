/** A stand-in for Amazon: its event stream written by hand, and its signature by Amazon's own code. */
import { SignatureV4 } from "@smithy/signature-v4";
import type { UpstreamRequest, UpstreamStep } from "@headgate/testkit";
import { createHash, createHmac } from "node:crypto";
import { crc32 } from "node:zlib";

/** Prelude, headers of type string, payload, each with its checksum. */
export function encoded(headers: Readonly<Record<string, string>>, body: string): Uint8Array {
  const head = Buffer.concat(
    Object.entries(headers).map(([name, value]) => {
      const size = Buffer.from([7, value.length >> 8, value.length & 0xff]);
      return Buffer.concat([Buffer.from([name.length]), Buffer.from(name), size, Buffer.from(value)]);
    }),
  );
  const payload = Buffer.from(body);
  const prelude = Buffer.concat([uint32(head.length + payload.length + 16), uint32(head.length)]);
  const message = Buffer.concat([prelude, uint32(crc32(prelude)), head, payload]);
  return Buffer.concat([message, uint32(crc32(message))]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Of the event's JSON. */
export function chunkOf(json: string): Uint8Array {
  const headers = { ":event-type": "chunk", ":content-type": "application/json", ":message-type": "event" };
  return encoded(headers, JSON.stringify({ bytes: Buffer.from(json).toString("base64"), p: "abcd" }));
}

export function exceptionOf(type: string, message: string): Uint8Array {
  return encoded({ ":exception-type": type, ":message-type": "exception" }, JSON.stringify({ message }));
}

/** An answer of these messages. */
export function eventStream(...messages: readonly Uint8Array[]): UpstreamStep {
  return (_request, _body, response) => {
    response.writeHead(200, { "content-type": "application/vnd.amazon.eventstream" });
    response.end(Buffer.concat(messages));
  };
}

export interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The `authorization` that this request must have, by its own date and the headers that it says are signed. */
export async function authorizationOf(
  { method, path, headers, body }: UpstreamRequest,
  credentials: AwsKey,
  region: string,
): Promise<string> {
  const signer = new SignatureV4({ service: "bedrock", region, credentials, sha256: Sha256, applyChecksum: false });
  const [, names = ""] = /SignedHeaders=([^,]+)/.exec(headers.authorization ?? "") ?? [];
  const signed = Object.fromEntries(names.split(";").map((name) => [name, String(headers[name])]));
  const date = String(headers["x-amz-date"]).replace(/^(....)(..)(..T..)(..)/, "$1-$2-$3:$4:");
  const request = { method, path, headers: signed, body, protocol: "https:", hostname: signed["host"] ?? "" };
  const out = await signer.sign({ ...request, query: {} }, { signingDate: new Date(date) });
  const { authorization = "" } = out.headers;
  return authorization;
}

class Sha256 {
  readonly hash: ReturnType<typeof createHash>;
  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    this.hash = secret === undefined ? createHash("sha256") : (createHmac("sha256", secret as Buffer) as never);
  }
  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.hash.update(data as Buffer);
  }
  async digest(): Promise<Uint8Array> {
    return this.hash.digest();
  }
  reset(): void {}
}
