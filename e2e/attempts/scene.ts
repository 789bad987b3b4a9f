/** All plugins that wrap in their usual order, before providers whose mood a test decides, by a hand-moved clock. */
import { type Call, type MaybePromise, type PluginUse, refuse, reply, type Reply, type Target } from "@headgate/core";
import circuitBreaker from "@headgate/plugin-circuit-breaker";
import fallback from "@headgate/plugin-fallback";
import keyFailover from "@headgate/plugin-key-failover";
import retry from "@headgate/plugin-retry";
import sessionSticky from "@headgate/plugin-session-sticky";
import { createHost, openPipeline, type OpenPipeline, type ProviderInit, providersOf, type TestHost } from "@headgate/testkit";
import { onTestFinished } from "vitest";

/** What a provider answers to one call. */
export type Mood = (call: Call, at: number) => MaybePromise<Reply>;

/** One call as it reached a provider. */
export interface Seen {
  readonly at: number;
  readonly provider: string;
  readonly model: string;
  readonly key: string | undefined;
}

export interface Scene {
  readonly host: TestHost;
  readonly open: OpenPipeline;
  readonly seen: readonly Seen[];
}

export interface SceneOptions {
  readonly providers: readonly ProviderInit[];
  readonly aliases?: Readonly<Record<string, readonly Target[]>>;
  readonly moods: Readonly<Record<string, Mood>>;
  /** Plugins before and behind the five. */
  readonly before?: readonly PluginUse[];
  readonly behind?: readonly PluginUse[];
}

export async function openScene({ providers, aliases = {}, moods, before = [], behind = [] }: SceneOptions): Promise<Scene> {
  const host = createHost({ providers: providersOf(providers, aliases) });
  const seen: Seen[] = [];
  const five = [sessionSticky({}), fallback({}), circuitBreaker({}), retry({}), keyFailover({})];
  const open = await openPipeline([...before, ...five, ...behind], {
    host,
    send(_x, call) {
      const at = host.clock.now();
      seen.push({ at, provider: call.provider, model: call.model, key: call.credential?.name });
      return moods[call.provider]!(call, at);
    },
  });
  onTestFinished(() => open.close());
  return { host, open, seen };
}

export const well: Mood = (call) =>
  reply({ status: 200, headers: { "content-type": "application/json" }, body: `"${call.provider}/${call.model}"`, call });

/** A provider's own error. */
export function answers(status: number, scope: "request" | "target" | "key", retryAfterMs?: number): Mood {
  const error = refuse({ code: `status_${status}`, status, message: "scripted", by: "provider", scope, retryAfterMs });
  return (call) => reply({ status, body: "{}", call, error });
}

/** The upstream's own word for a provider that accepts and never answers: one timeout later. */
export function silent({ clock }: Pick<TestHost, "clock">, timeoutMs: number): Mood {
  const error = refuse({ code: "timeout", status: 504, message: "silent", by: "gateway", scope: "target" });
  return (call) => new Promise((resolve) => void clock.after(timeoutMs, () => resolve(reply({ status: 504, call, error }))));
}
