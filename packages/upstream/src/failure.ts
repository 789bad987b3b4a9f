/** What went wrong upstream, as refusals: in the provider's own words if there are any, else in ours. */
import { type Call, type Credential, type Refusal, refuse } from "@headgate/core";
import type { ErrorFacts } from "@headgate/dialects";
import type { KeyFault } from "./signing/signer.ts";
import type { Timer } from "./timers.ts";

/** Nobody can serve this model; scope "target", because another target might work. */
export function modelNotFound({ provider, model }: Call): Refusal {
  const name = provider === "" ? model : `${provider}/${model}`;
  const message = `model not found: the model \`${name}\` does not exist or you do not have access to it.`;
  return refuse({ code: "model_not_found", status: 404, message, param: "model", by: "gateway", scope: "target" });
}

export function wrongDialect(provider: string, spoken: string, wanted: string, operation: string): Refusal {
  const message = `${provider} speaks the ${spoken} dialect and cannot serve ${operation} for a client of the ${wanted} dialect`;
  return refuse({ code: "unsupported_operation", status: 400, message, by: "gateway", scope: "target" });
}

/** Nothing usable came: refused, reset, cut, unreadable; or nobody was there to refuse. */
export function transportFailure(provider: string, what: string, cause?: unknown): Refusal {
  const code = (cause as { code?: unknown } | undefined)?.code;
  const refusal = proxyRefusal.exec((cause as Error | undefined)?.message ?? "");
  const why =
    code === "EPRIVATE"
      ? `: ${(cause as Error).message}`
      : refusal
        ? `: its proxy answered ${refusal[1]}`
        : typeof code === "string"
          ? ` (${code})`
          : "";
  if (code === "UND_ERR_CONNECT_TIMEOUT" || code === "ETIMEDOUT") return timeout(`${provider} ${what}${why}`);
  const message = `inference failed: ${provider} ${what}${why}`;
  return refuse({ code: "upstream_error", status: 502, message, type: "server_error", by: "gateway", scope: "target" });
}

/** undici's message. */
const proxyRefusal = /^Proxy response \((\d+)\)/;

const waits: Readonly<Record<Timer, string>> = {
  headers: "did not begin to answer",
  firstEvent: "sent no event",
  idle: "fell silent midway",
  total: "did not finish",
};

export function timeoutFailure(provider: string, timer: Timer, ms: number): Refusal {
  return timeout(`${provider} ${waits[timer]} within ${ms} ms`);
}

/** A plugin that limits a pass has ended it. */
export const passEnded: Refusal = timeout("the pass was ended");

function timeout(what: string): Refusal {
  const message = `inference failed: request timeout: ${what}`;
  return refuse({ code: "timeout", status: 504, message, type: "server_error", by: "gateway", scope: "target" });
}

/** What a provider answered. */
export interface Answered {
  readonly provider: string;
  /** The call carried a client's own key. */
  readonly callersOwn: boolean;
  readonly retryAfterMs?: number | undefined;
}

/** An error status from the provider. `facts` absent: its body had nothing that can be relayed. */
export function providerError(
  { provider, callersOwn, retryAfterMs }: Answered,
  status: number,
  facts: ErrorFacts | undefined,
): Refusal {
  const scope = scopeOf(status, callersOwn);
  const { message, code, type, param } = facts ?? {};
  return refuse({
    code: code ?? type ?? (status >= 500 ? "upstream_error" : `status_${status}`),
    status: facts || keepsStatus.has(status) ? status : 502,
    message: message ?? `inference failed: ${provider} answered ${status} without a readable error`,
    by: "provider",
    scope,
    type,
    param,
    retryAfterMs,
  });
}

/** Only a client's own key gets this far: those of the config were checked when it was read. */
export function unusableKey(provider: string, { owner }: Credential, { found, expected }: KeyFault): Refusal {
  const message = `inference failed: the key for ${provider} is ${found}, expected ${expected}`;
  return providerError({ provider, callersOwn: owner === "caller" }, 401, { message, code: "invalid_api_key" });
}

/** An error inside a 200: the status that is nearest to its words. */
export function errorInside(answered: Answered, facts: ErrorFacts): Refusal {
  const words = `${facts.code ?? ""} ${facts.type ?? ""}`;
  const named = facts.status ?? Number(facts.code);
  const nearest = nearestStatus.find(([pattern]) => pattern.test(words))?.[1] ?? 502;
  const retryAfterMs = answered.retryAfterMs ?? (answered.callersOwn ? undefined : facts.retryAfterMs);
  return providerError({ ...answered, retryAfterMs }, named >= 400 && named < 600 ? named : nearest, facts);
}

const nearestStatus: readonly (readonly [RegExp, number])[] = [
  [/not_found/i, 404],
  [/invalid_/i, 400],
  [/rate_limit|quota|requests|tokens|exhausted/i, 429],
  [/billing/i, 402],
  [/authenticat/i, 401],
  [/permission/i, 403],
  [/overloaded|unavailable/i, 503],
  [/timeout|deadline/i, 504],
];

/** Statuses that plugins act on even when the body is unreadable. */
const keepsStatus = new Set([401, 402, 403, 408, 409, 429, 503, 504]);

function scopeOf(status: number, callersOwn: boolean): Refusal["scope"] {
  if (status === 401 || status === 402 || status === 403 || status === 429) return callersOwn ? "request" : "key";
  return status === 404 || status === 408 || status === 409 || status >= 500 ? "target" : "request";
}
