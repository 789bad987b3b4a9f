/** One answer on its way: its response, its record, and its one pending wait, which is cancelled if the client leaves. */
import type { ServerResponse } from "node:http";
import type { RecordedCall } from "./calls.ts";
import type { After } from "./options.ts";

export class Sending {
  readonly response: ServerResponse;
  readonly #call: RecordedCall;
  readonly #after: After;
  #cancel: (() => void) | undefined;
  #torn = false;

  constructor(response: ServerResponse, call: RecordedCall, after: After, now: () => number) {
    this.response = response;
    this.#call = call;
    this.#after = after;
    response.on("finish", () => call.finish(undefined));
    response.on("close", () => {
      this.stop();
      call.finish(this.#torn ? undefined : now());
    });
  }

  get gone(): boolean {
    return this.response.destroyed;
  }

  /** Goes on after `ms`; for 0 in the next turn, so that each event is a separate write. */
  wait(ms: number, then: () => void): void {
    if (ms > 0) this.#cancel = this.#after(ms, then);
    else {
      const immediate = setImmediate(then);
      this.#cancel = () => clearImmediate(immediate);
    }
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  /** Breaks the connection after flushing what was written before: with FIN, or with RST. */
  tear(how: "fin" | "rst"): void {
    this.#torn = true;
    const { socket } = this.response;
    const tear = (): void => {
      if (how === "rst") socket?.resetAndDestroy();
      else socket?.destroy();
    };
    if (this.response.headersSent) socket?.write("", tear);
    else tear();
    if (!socket) this.#call.finish(undefined);
  }
}
