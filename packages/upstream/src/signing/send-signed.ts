/** Sends a request whose key proves itself: synchronously where nothing must be fetched, else when it has arrived. */
import { isRefusal, type Refusal } from "@headgate/core";
import type { Attempt } from "../attempt.ts";
import { transportFailure } from "../failure.ts";
import type { Signed, Signer, Unsigned } from "./signer.ts";

/** The timers run meanwhile. Throws only before it waits. */
export function sendSigned(attempt: Attempt, signer: Signer, asked: Unsigned): void {
  const { credential, options } = attempt;
  if (!credential) return attempt.send(asked);
  const now = options.clock.now();
  const streamed = signer.signsBody && Symbol.asyncIterator in asked.body ? asked.body : undefined;
  const signed = streamed ? undefined : signer.sign(credential, asked, now);
  if (signed && !(signed instanceof Promise)) return proceed(attempt, asked, signed);
  const ready = async (): Promise<void> => {
    const whole = streamed ? { ...asked, body: Buffer.concat(await gathered(streamed)) } : asked;
    proceed(attempt, whole, await (signed ?? signer.sign(credential, whole, now)));
  };
  ready().catch((error: unknown) => attempt.lost(transportFailure(options.place.name, "could not be called", error)));
}

function proceed(attempt: Attempt, asked: Unsigned, signed: Signed | Refusal): void {
  if (attempt.over) return;
  if (isRefusal(signed)) return attempt.lost(signed);
  attempt.signed = signed;
  attempt.send({ ...asked, headers: [...asked.headers, ...signed.headers] });
}

async function gathered(body: AsyncIterable<Uint8Array>): Promise<Uint8Array[]> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return chunks;
}
