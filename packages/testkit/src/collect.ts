/** The client of a reply: takes every byte, and leaves when its exchange is aborted, as the edge does. */
import { deliver, type Exchange, type Outcome, type Refusal, refuse, type Reply } from "@headgate/core";

const clientLeft: Refusal = refuse({
  code: "client_closed_request",
  status: 499,
  message: "the client closed the connection",
  by: "gateway",
});

/** What the edge does when the connection of this exchange closes early. */
export function leave(x: Exchange): void {
  x["~abort"](clientLeft);
}

export interface Collected {
  readonly body: string;
  readonly chunks: readonly Uint8Array[];
  readonly failed: Refusal | undefined;
  readonly outcome: Outcome;
}

export async function collect(reply: Reply, x: Exchange): Promise<Collected> {
  const chunks: Uint8Array[] = [];
  let failed: Refusal | undefined;
  const closed = new Promise<Outcome>((resolve) => void reply.onClose(resolve));
  const delivery = deliver(reply, {
    write: (bytes) => void chunks.push(bytes.slice()),
    end() {},
    fail(why) {
      failed = why;
    },
  });
  const forget = x["~onAbort"](() => delivery.abort());
  const outcome = await closed;
  forget();
  return { body: Buffer.concat(chunks).toString(), chunks, failed, outcome };
}
