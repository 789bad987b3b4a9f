/** A provider as the upstream sees it: its address, its timeouts, and the sockets to it. */
import type { Credential, Provider } from "@headgate/core";
import type { Dialect } from "@headgate/dialects";
import { isPrivateAddress } from "@headgate/wire";
import { privateAddress } from "./addresses.ts";
import { type Allows, createAllowList } from "./allow-list.ts";
import { type MemberOptions, type Members, membersOf } from "./members.ts";
import { type PathOptions, pathsBelow, type PathTo, queryWith } from "./paths.ts";
import { type ReadError, readErrorOf } from "./provider-words.ts";
import type { Rename } from "./rename.ts";
import { defaultRelays, type Relays, relaysOf } from "./relays.ts";
import { createSigner, keyFault, type Signature, type Signer } from "./signing/signer.ts";
import { createCredential, type CredentialInit } from "./credential.ts";
import { createPool, type Route, type Sockets } from "./sockets.ts";

/** One entry of the config's `providers`; the config's schema has the defaults. */
export interface ProviderOptions extends PathOptions, MemberOptions, Pick<Route, "proxy" | "ca"> {
  readonly dialect: string;
  readonly baseUrl: string;
  readonly keys: readonly KeyOptions[];
  readonly models?: readonly string[] | undefined;
  /** `proxy-authorization` is for the proxy only, where there is one. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Where a key goes, instead of where its dialect has it. */
  readonly authorization?: KeyHeader | undefined;
  /** How a key proves itself, where that takes more than a header. */
  readonly signature?: Signature | undefined;
  /** The framing of its streams; default "sse". */
  readonly framing?: Framing | undefined;
  /** The operations it serves: a conversation in any other is translated to one of them. Absent: all of its dialect. */
  readonly operations?: readonly string[] | undefined;
  /** Body fields that it knows by another name, or does not know. */
  readonly rename?: Rename | undefined;
  /** What clients may ask it directly, each `METHOD /path`; absent: nothing. */
  readonly passthrough?: readonly string[] | undefined;
  readonly timeouts: Timeouts;
  /** Calls at a time, each on a socket of its own; more wait. */
  readonly concurrency: number;
  readonly allowPrivateNetwork: boolean;
  readonly terminator: "done" | "none";
  readonly streamUsage: boolean;
  /** Whether clients may bring a key of their own. */
  readonly byok: boolean;
  /** Whether the provider's wait for a client's own key is passed on. */
  readonly forwardRetryAfter: boolean;
}

/** Server-sent events, or those within Amazon's event stream. */
export type Framing = "sse" | "aws-event-stream";

export interface KeyHeader {
  readonly header: string;
  /** Precedes the key; absent: the key alone is sent. */
  readonly scheme?: string | undefined;
}

export interface KeyOptions extends Pick<CredentialInit, "name" | "weight" | "models" | "concurrency"> {
  readonly value: string;
}

/** Milliseconds. Each cancels the upstream socket. */
export interface Timeouts {
  /** Until the response headers; for a whole answer that is most of the waiting. */
  readonly headersMs: number;
  /** From the headers of a stream to its first event, whatever it says. */
  readonly firstEventMs: number;
  /** Silence between events. */
  readonly idleMs: number;
  readonly totalMs: number;
}

export interface Place extends Provider {
  readonly wire: Dialect;
  /** Path below the origin, without a slash at its end. */
  readonly basePath: string;
  readonly pathTo: PathTo;
  readonly allows: Allows;
  /** The relayed part of a client's query and the provider's own, with the "?" before it. */
  withQuery(clients: string): string;
  readonly operations: readonly string[] | undefined;
  readonly rename: Rename | undefined;
  /** Absent: no differences from the dialect. */
  readonly members: Members | undefined;
  /** Absent: none of the client's headers are relayed. */
  readonly relays: Relays | undefined;
  /** Absent: keys are sent unchanged. */
  readonly signer: Signer | undefined;
  readonly framing: Framing;
  readonly readError: ReadError;
  readonly timeouts: Timeouts;
  readonly terminator: "done" | "none";
  readonly streamUsage: boolean;
  readonly forwardRetryAfter: boolean;
  readonly pool: Sockets;
  /** Everything but the body, flat, for a credential. Throws when the credential is not for this origin. */
  headersFor(credential: Credential | undefined): readonly string[];
  close(): Promise<void>;
}

export function createPlace(name: string, options: ProviderOptions, wire: Dialect): Place {
  const { origin, pathname, hostname } = new URL(options.baseUrl);
  const { allowPrivateNetwork, signature } = options;
  if (!allowPrivateNetwork && isPrivateAddress(hostname)) throw privateAddress(`providers.${name}.baseUrl: ${hostname}`);
  for (const [i, { value }] of options.keys.entries()) {
    const fault = keyFault(signature, value, options);
    if (fault) throw new Error(`providers.${name}.keys[${i}].value: found ${fault.found}, expected ${fault.expected}`);
  }
  const { route, headers: own } = routeOf(options);
  const signer = signature && createSigner(signature, { name, origin, allowPrivateNetwork, route });
  const credentials = options.keys.map(({ value, ...key }) =>
    createCredential({ ...key, owner: "gateway", origins: [origin] }, value),
  );
  const fixed = ["content-type", "application/json", "user-agent", "headgate"];
  // A request without this header accepts any encoding (RFC 9110, 12.5.3), and nothing here decodes one. Left out where it would be signed: proxies change it.
  if (!signature) fixed.push("accept-encoding", "identity");
  fixed.push(...Object.entries(own).flat());
  const relays = relaysOf(wire, options.headerMembers);
  fixed.push(...defaultRelays(relays, own));
  const basePath = pathname.replace(/\/+$/, "");
  const authorization = options.authorization ? keyHeader(options.authorization) : wire.authorization;
  const pool = createPool(origin, route, allowPrivateNetwork, {
    connections: options.concurrency,
    // One request per socket: behind a slow answer others would queue.
    pipelining: 1,
    // Once connected, only the call's four timers count: a hand-moved clock must control all of them.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const prebuilt = new WeakMap<Credential, readonly string[]>();
  return {
    name,
    dialect: options.dialect,
    origin,
    models: options.models,
    credentials,
    callerCredential: options.byok
      ? (secret) => createCredential({ name: "caller", owner: "caller", origins: [origin] }, secret)
      : undefined,
    wire,
    basePath,
    pathTo: pathsBelow(basePath, options),
    allows: createAllowList(options.passthrough),
    withQuery: queryWith(options.query),
    operations: options.operations,
    rename: options.rename,
    members: membersOf(options),
    relays,
    signer,
    framing: options.framing ?? "sse",
    readError: readErrorOf(wire, signature),
    timeouts: options.timeouts,
    terminator: options.terminator,
    streamUsage: options.streamUsage,
    forwardRetryAfter: options.forwardRetryAfter,
    pool,
    headersFor(credential) {
      if (!credential || signer) return fixed;
      let headers = prebuilt.get(credential);
      if (!headers) prebuilt.set(credential, (headers = [...fixed, ...authorization(credential.reveal(origin))]));
      return headers;
    },
    async close() {
      await Promise.all([pool.destroy(), signer?.close()]);
    },
  };
}

/** Separates the header for the proxy from those for the provider. */
function routeOf({ proxy, ca, headers = {} }: ProviderOptions): { route: Route; headers: Readonly<Record<string, string>> } {
  if (proxy === undefined) return { route: { ca }, headers };
  const isForProxy = ([name]: readonly [string, string]): boolean => name.toLowerCase() === "proxy-authorization";
  const all = Object.entries(headers);
  const own = Object.fromEntries(all.filter((header) => !isForProxy(header)));
  return { route: { proxy, ca, proxyAuthorization: all.find(isForProxy)?.[1] }, headers: own };
}

function keyHeader({ header, scheme }: KeyHeader): Dialect["authorization"] {
  const name = header.toLowerCase();
  return (secret) => [name, scheme === undefined ? secret : `${scheme} ${secret}`];
}
