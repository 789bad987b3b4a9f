/** A provider as the upstream sees it: where it is, how long it may take, and the sockets to it. */
import type { Credential, Provider } from "@headgate/core";
import type { Dialect } from "@headgate/dialects";
import { Pool } from "undici";
import { isPrivateAddress, privateAddress, publicLookup } from "./addresses.ts";
import { type Allows, createAllowList } from "./allow-list.ts";
import { type MemberOptions, type Members, membersOf } from "./members.ts";
import { type PathOptions, pathsBelow, type PathTo, queryWith } from "./paths.ts";
import { type ReadError, readErrorOf } from "./provider-words.ts";
import type { Rename } from "./rename.ts";
import { defaultRelays, type Relays, relaysOf } from "./relays.ts";
import { createSigner, keyFault, type Signature, type Signer } from "./signing/signer.ts";
import { createCredential, type CredentialInit } from "./credential.ts";

/** One entry of the config's `providers`; the config's schema has the defaults. */
export interface ProviderOptions extends PathOptions, MemberOptions {
  readonly dialect: string;
  readonly baseUrl: string;
  readonly keys: readonly KeyOptions[];
  readonly models?: readonly string[] | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Where a key goes, instead of where its dialect has it. */
  readonly authorization?: KeyHeader | undefined;
  /** How a key proves itself, where that takes more than a header. */
  readonly signature?: Signature | undefined;
  /** How it cuts its streams; default "sse". */
  readonly framing?: Framing | undefined;
  /** Those it serves: a conversation in any other is carried as one of them. Absent: all of its dialect. */
  readonly operations?: readonly string[] | undefined;
  /** Body fields that it knows by another name, or does not know. */
  readonly rename?: Rename | undefined;
  /** What clients may ask it directly, each `METHOD /path`; absent: nothing. */
  readonly passthrough?: readonly string[] | undefined;
  readonly timeouts: Timeouts;
  readonly connections: number;
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
  /** Stands before the key; absent: the key stands alone. */
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
  /** Of a client's query what crosses, with the provider's own, and the "?" before it. */
  withQuery(clients: string): string;
  readonly operations: readonly string[] | undefined;
  readonly rename: Rename | undefined;
  /** Absent: all as the dialect has them. */
  readonly members: Members | undefined;
  /** Absent: no header of a client's is for it. */
  readonly relays: Relays | undefined;
  /** Absent: keys go as they are. */
  readonly signer: Signer | undefined;
  readonly framing: Framing;
  readonly readError: ReadError;
  readonly timeouts: Timeouts;
  readonly terminator: "done" | "none";
  readonly streamUsage: boolean;
  readonly forwardRetryAfter: boolean;
  readonly pool: Pool;
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
  const signer = signature && createSigner(signature, { name, origin, allowPrivateNetwork });
  const credentials = options.keys.map(({ value, ...key }) =>
    createCredential({ ...key, owner: "gateway", origins: [origin] }, value),
  );
  const fixed = ["content-type", "application/json", "user-agent", "headgate"];
  // Who says nothing takes any encoding (RFC 9110, 12.5.3), and here nobody undoes one. Not where it would be signed: proxies change it.
  if (!signature) fixed.push("accept-encoding", "identity");
  fixed.push(...Object.entries(options.headers ?? {}).flat());
  const relays = relaysOf(wire, options.headerMembers);
  fixed.push(...defaultRelays(relays, options.headers));
  const basePath = pathname.replace(/\/+$/, "");
  const authorization = options.authorization ? keyHeader(options.authorization) : wire.authorization;
  const pool = new Pool(origin, {
    connections: options.connections,
    // One request a socket: behind a slow answer others would queue.
    pipelining: 1,
    // Once there is a connection the four timers of the call are the only ones: a hand-moved clock must move them all.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: allowPrivateNetwork ? {} : { lookup: publicLookup },
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

function keyHeader({ header, scheme }: KeyHeader): Dialect["authorization"] {
  const name = header.toLowerCase();
  return (secret) => [name, scheme === undefined ? secret : `${scheme} ${secret}`];
}
