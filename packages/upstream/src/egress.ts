/** The one function through which plugins reach the network: no redirects, no private addresses, credentials only where they belong. */
import type { Egress } from "@headgate/core";
import { isPrivateAddress } from "@headgate/wire";
import { request } from "undici";
import { privateAddress } from "./addresses.ts";
import { createAgent, type Route } from "./sockets.ts";

export interface EgressOptions {
  /** Applies to every request; else each request decides. */
  readonly allowPrivateNetwork?: boolean;
  /** Maximum size of an answer; default 4 MiB. */
  readonly answerBytes?: number;
  /** Absent: straight, with the usual authorities. */
  readonly route?: Route;
}

export function createEgress({ allowPrivateNetwork = false, answerBytes = 4_194_304, route = {} }: EgressOptions = {}): Egress & {
  close(): Promise<void>;
} {
  const guarded = createAgent(route, false);
  // Separate sockets: one that was opened without the address rule must not serve a request that has it.
  const open = createAgent(route, true);
  const egress: Egress = async (url, asked = {}) => {
    const { method = "GET", headers = {}, body, credential, timeoutMs = 10_000, signal } = asked;
    const anywhere = allowPrivateNetwork || asked.allowPrivateNetwork === true;
    const { origin, hostname, protocol } = new URL(url);
    if (protocol !== "https:" && protocol !== "http:") throw new Error(`${url}: found ${protocol}, expected https:`);
    if (!anywhere && isPrivateAddress(hostname)) throw privateAddress(hostname);
    // Nothing here decodes one, and a request without this header accepts any (RFC 9110, 12.5.3).
    const plainly = { "accept-encoding": "identity" };
    const own = credential ? { authorization: `Bearer ${credential.reveal(origin)}` } : {};
    const limit = signal ? AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) : AbortSignal.timeout(timeoutMs);
    const options = {
      dispatcher: anywhere ? open : guarded,
      method,
      headers: { ...plainly, ...headers, ...own },
      signal: limit,
    };
    const answer = await request(url, { ...options, body: body ?? null });
    return { status: answer.statusCode, headers: plain(answer.headers), body: await capped(answer.body, answerBytes, origin) };
  };
  return Object.assign(egress, {
    async close() {
      await Promise.all([guarded.destroy(), open.destroy()]);
    },
  });
}

async function capped(body: AsyncIterable<Uint8Array>, limit: number, origin: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > limit) throw new Error(`${origin} answered with more than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function plain(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(", ") : (value ?? "")]),
  );
}
