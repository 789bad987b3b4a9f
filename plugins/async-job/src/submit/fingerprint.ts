/** What two submits under one idempotency key must have in common: where they were posted to, and what. */
import type { Exchange } from "@headgate/core";
import { asBuffer, boundaryOf } from "@headgate/wire";
import { createHash } from "node:crypto";

export function fingerprintOf({ path, headers }: Pick<Exchange, "path" | "headers">, bytes: Uint8Array): string {
  const hash = createHash("sha256").update(`${path}\n`);
  const boundary = boundaryOf(headers["content-type"]);
  if (boundary === undefined) return hash.update(bytes).digest("hex");
  // Whoever sends a form again draws another boundary for it.
  for (const piece of between(asBuffer(bytes), boundary)) hash.update(createHash("sha256").update(piece).digest());
  return hash.digest("hex");
}

function* between(bytes: Buffer, boundary: string): Generator<Buffer> {
  let from = 0;
  for (let at = bytes.indexOf(boundary); at >= 0; at = bytes.indexOf(boundary, from)) {
    yield bytes.subarray(from, at);
    from = at + boundary.length;
  }
  yield bytes.subarray(from);
}
