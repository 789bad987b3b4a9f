/** One connection to Redis that never keeps anybody waiting: it fails fast, says so once, and heals by itself. */
import { type Clock, type Log, RefusalError } from "@headgate/core";
import { isUnavailable, openLink, type Link } from "./redis-link.ts";
import { whenSilent } from "./redis-silence.ts";

export interface ConnectionOptions {
  readonly url: string;
  readonly log: Log;
  readonly clock: Pick<Clock, "now" | "after">;
  readonly timeoutMs: number;
  readonly probeMs: number;
  /** What a probe writes: a replica and a full server answer, but cannot be used. */
  readonly probeKey: string;
  /** It can be used, for the first time or again. */
  readonly onUp?: () => void;
}

/** After this many failures in a row no more calls are sent. */
const maxFailures = 5;

export class RedisConnection {
  readonly options: ConnectionOptions;
  state: "connecting" | "up" | "down" | "closed" = "connecting";
  link: Link;
  ready: Promise<unknown>;
  failures = 0;
  upSince = 0;
  cancelProbe: () => void = () => {};

  constructor(options: ConnectionOptions) {
    this.options = options;
    this.link = this.open();
    this.ready = this.connect();
  }

  /** Rejects with a 503 when there is no answer in time; without a try where that is known before. `late` gets what comes after all. */
  run<T>(send: (link: Link) => Promise<T>, late?: (answer: T) => void): Promise<T> {
    const { state, link } = this;
    if (state === "down" || state === "closed") return Promise.reject(unavailable("it is not asked now"));
    return new Promise((resolve, reject) => {
      let over = false;
      const end = (): boolean => {
        if (over) return false;
        cancel();
        return (over = true);
      };
      const fail = (error: Error): void => {
        if (!end()) return;
        this.failed(link, error);
        reject(unavailable(error.message, error.name));
      };
      const done = (answer: T): void => {
        if (!end()) return late?.(answer);
        this.failures = 0;
        resolve(answer);
      };
      const go = (): void => {
        if (!over) send(link).then(done, fail);
      };
      const cancel = whenSilent(this.options.clock, this.options.timeoutMs, () => fail(new Error("no answer in time")));
      if (state === "up") go();
      else this.ready.then(go, fail);
    });
  }

  async close(): Promise<void> {
    const { link, state, options } = this;
    this.state = "closed";
    this.cancelProbe();
    if (state === "up") await within(options.clock, options.timeoutMs, link.quit()).catch(() => {});
    link.disconnect();
  }

  open(): Link {
    const { url, timeoutMs } = this.options;
    const link = openLink(url, { disconnectTimeout: timeoutMs });
    link.once("close", () => this.lost(link));
    return link;
  }

  connect(): Promise<unknown> {
    const { link } = this;
    const connected = within(this.options.clock, this.options.probeMs, link.connect());
    connected.then(
      () => this.up(link),
      (error: Error) => this.down(link, error),
    );
    return connected;
  }

  /** A dropped connection is made again at once, unless it had only just been made. */
  lost(link: Link): void {
    if (link !== this.link || this.state !== "up") return;
    if (this.options.clock.now() - this.upSince < this.options.probeMs) {
      this.down(link, new Error("the connection was lost"));
      return;
    }
    this.state = "connecting";
    this.link = this.open();
    this.ready = this.connect();
  }

  failed(link: Link, error: Error): void {
    if (link !== this.link) return;
    this.failures = isUnavailable(error) ? this.failures + 1 : 0;
    if (this.failures >= maxFailures) this.down(link, error);
  }

  up(link: Link): void {
    if (link !== this.link || this.state === "closed") return;
    if (this.state === "down") this.options.log.info({}, "the store answers again");
    this.state = "up";
    this.failures = 0;
    this.upSince = this.options.clock.now();
    this.options.onUp?.();
  }

  down(link: Link, { message }: Error): void {
    if (link !== this.link || this.state === "closed" || this.state === "down") return;
    this.state = "down";
    this.options.log.warn({ reason: message }, "the store does not answer: it is refused until a probe succeeds");
    link.disconnect();
    this.probeLater();
  }

  probeLater(): void {
    this.cancelProbe = this.options.clock.after(this.options.probeMs, () => void this.probe());
  }

  /** A connection of its own each time: a new address is found, and a socket that leads nowhere is not waited for. */
  async probe(): Promise<void> {
    const { clock, probeMs, timeoutMs, probeKey } = this.options;
    const link = (this.link = this.open());
    try {
      await within(clock, probeMs, link.connect());
      await within(clock, timeoutMs, link.set(probeKey, "1", "PX", 1000));
      this.up(link);
    } catch {
      link.disconnect();
      if (this.state === "down") this.probeLater();
    }
  }
}

function within<T>(clock: Pick<Clock, "after">, ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = whenSilent(clock, ms, () => reject(new Error("no answer in time")));
    work.finally(cancel).then(resolve, reject);
  });
}

/** Whether the server itself refused: then nothing was done. */
export function wasAnswered(error: unknown): boolean {
  return error instanceof RefusalError && (error.cause as Error).name === "ReplyError";
}

function unavailable(why: string, name = "Error"): RefusalError {
  const init = { code: "store_unavailable", status: 503, message: "the store is unavailable", by: "gateway" };
  return new RefusalError(init, { cause: Object.assign(new Error(why), { name }) });
}
