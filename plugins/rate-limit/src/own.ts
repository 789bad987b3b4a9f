/** The limits of this plugin's own options, each as a function that applies it to one call. */
import { createHash } from "node:crypto";
import type { Call, Exchange } from "@headgate/core";
import { type Limit, parseDuration, Principal, type Quota } from "@headgate/words";
import type { Dimension, OwnLimit, OwnQuota } from "./options.ts";

/** Undefined if the limit does not concern this call. */
export type Rule = (x: Exchange, call: Call) => Limit | undefined;

export interface OwnRules {
  /** Counted once per client request. */
  readonly caller: readonly Rule[];
  /** Those of `caller` that limit tokens. */
  readonly tokens: readonly Rule[];
  /** Limits on a provider or a model, which is certain only when the call leaves. */
  readonly target: readonly Rule[];
}

export function createOwnRules(limits: readonly OwnLimit[]): OwnRules {
  const caller = limits.filter((limit) => !isAboutTarget(limit));
  return {
    caller: caller.map(ruleOf),
    tokens: caller.filter(({ tokens }) => tokens).map(ruleOf),
    target: limits.filter(isAboutTarget).map(ruleOf),
  };
}

/** Its own name, else everything that distinguishes it from other limits. */
export function nameOf({ name, per, requests, tokens, concurrency, when, sliding }: OwnLimit): string {
  if (name !== undefined) return name;
  const counted = [
    requests && `${requests.max} requests/${requests.window}`,
    tokens && `${tokens.max} tokens/${tokens.window}`,
    concurrency && `${concurrency} at a time`,
    sliding && "sliding",
    when && JSON.stringify(when),
  ];
  return [`per ${dimensionsOf(per).join("+") || "all"}`, ...counted.filter(Boolean)].join(", ");
}

function ruleOf(limit: OwnLimit): Rule {
  const { per, concurrency, when, sliding, name } = limit;
  const dimensions = dimensionsOf(per);
  const owner = name ?? (dimensions.join(" and ") || "all");
  const [requests, tokens] = [quotaOf(limit.requests, sliding), quotaOf(limit.tokens, sliding)];
  // Without a colon, so that a value can never look like the end of a name.
  const prefix = `rate-limit:${encodeURIComponent(nameOf(limit))}`;
  const everything: Limit = { owner, key: prefix, requests, tokens, concurrency };
  const models = when?.models && new Set(when.models);
  const operations = when?.operations && new Set(when.operations);
  return (x, call) => {
    if (operations && !operations.has(x.operation)) return undefined;
    if (models && !models.has(call.model) && !models.has(`${call.provider}/${call.model}`)) return undefined;
    if (dimensions.length === 0) return everything;
    let key = prefix;
    for (const dimension of dimensions) {
      const value = bounded(read(dimension, x, call));
      key += dimensions.length > 1 ? `:${value.length}:${value}` : `:${value}`;
    }
    return { owner, key, requests, tokens, concurrency };
  };
}

function isAboutTarget({ per, when }: OwnLimit): boolean {
  return when?.models !== undefined || dimensionsOf(per).some((it) => it === "provider" || it === "model");
}

function dimensionsOf(per: OwnLimit["per"]): readonly Dimension[] {
  return per === "all" ? [] : typeof per === "string" ? [per] : per;
}

function quotaOf(own: OwnQuota | undefined, sliding: boolean | undefined): Quota | undefined {
  return own && { max: own.max, every: own.window, window: { ms: parseDuration(own.window)!, sliding: sliding ?? false } };
}

function read(dimension: Dimension, x: Exchange, call: Call): string {
  if (dimension === "key") {
    const principal = x.get(Principal);
    return principal ? `${principal.kind} ${principal.id}` : "";
  }
  if (dimension === "caller-address") return x.peer;
  if (dimension === "provider") return call.provider;
  if (dimension === "model") return call.model;
  const name = dimension.slice("header:".length).toLowerCase();
  const value: unknown = Object.hasOwn(x.headers, name) ? x.headers[name] : undefined;
  return typeof value === "string" ? value : "";
}

/** Clients write some of these values, so the length of store keys is bounded. */
function bounded(value: string): string {
  return value.length <= 128 ? value : `sha256 ${createHash("sha256").update(value).digest("hex")}`;
}
