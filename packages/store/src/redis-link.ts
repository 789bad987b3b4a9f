/** One socket's life with ioredis: it queues nothing, retries nothing and is not made again; its owner decides. */
import { Redis, ReplyError } from "ioredis";
import { type Scripts, scripts } from "./redis-scripts.ts";

export type Link = Redis & Scripts;

export function openLink(url: string, timers: { readonly disconnectTimeout: number }): Link {
  const link = new Redis(url, {
    ...timers,
    lazyConnect: true,
    // Its owner waits, and by another measure.
    connectTimeout: 0,
    // No round trip of its own before the first command: a server that is loading says so in its answers.
    protocol: 2,
    disableClientInfo: true,
    enableReadyCheck: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: null,
    scripts,
  });
  // Each failure reaches whoever asked; unheard, the event would end the process.
  link.on("error", () => {});
  return link as Link;
}

/** Whether the server itself is the trouble, and not this one command. */
export function isUnavailable(error: Error): boolean {
  if (!(error instanceof ReplyError)) return true;
  return /^(READONLY|LOADING|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|BUSY|OOM|MISCONF|NOREPLICAS|NOAUTH|NOPERM|WRONGPASS)\b/.test(
    error.message,
  );
}
