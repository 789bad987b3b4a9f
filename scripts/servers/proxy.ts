/** A proxy in front of a real server that can make it gone, silent or slow, and counts the requests all the same. */
import { connect, createServer, type Server, type Socket } from "node:net";

export type Trouble =
  | { readonly kind: "none" }
  /** Nobody listens any more. */
  | { readonly kind: "down" }
  /** Accepted, and closed at once: as before a server that is gone, but who comes can be counted. */
  | { readonly kind: "dropping" }
  | { readonly kind: "blackholed" }
  | { readonly kind: "slow"; readonly ms: number }
  /** A Redis that answers every command with this error. */
  | { readonly kind: "says"; readonly error: string };

export interface Proxy {
  readonly port: number;
  /** Connections, and what was sent on them in one go, since `become` or `recount`. */
  readonly calls: { connections: number; sent: number };
  become(next: Trouble): Promise<void>;
  recount(): void;
  /** Cuts the connections there are; new ones are served. */
  cut(): void;
  stop(): Promise<void>;
}

/** `target` is the path of a unix socket. */
export async function startProxy(target: string): Promise<Proxy> {
  const open = new Set<Socket>();
  const calls = { connections: 0, sent: 0 };
  let trouble: Trouble = { kind: "none" };
  const server = createServer((client) => {
    calls.connections++;
    if (trouble.kind === "dropping") client.destroy();
    else serve(client);
  });
  const serve = (client: Socket): void => {
    const behind = connect(target);
    for (const socket of [client, behind]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        behind.destroy();
      });
    }
    client.on("data", (bytes) => {
      calls.sent++;
      if (trouble.kind === "says") client.write(`-${trouble.error}\r\n`.repeat(commandsIn(bytes)));
      else if (trouble.kind === "slow") setTimeout(() => behind.writable && behind.write(bytes), trouble.ms).unref();
      else if (trouble.kind !== "blackholed") behind.write(bytes);
    });
    behind.on("data", (bytes) => trouble.kind !== "blackholed" && client.writable && client.write(bytes));
  };
  const drop = (): void => {
    for (const socket of open) socket.destroy();
  };
  const recount = (): void => void Object.assign(calls, { connections: 0, sent: 0 });
  const port = await listen(server, 0);
  return {
    port,
    calls,
    recount,
    cut: drop,
    async become(next) {
      if (trouble.kind === "down") await listen(server, port);
      trouble = next;
      recount();
      if (next.kind === "down") await closed(server, drop);
      if (next.kind === "dropping") drop();
    },
    stop: () => closed(server, drop),
  };
}

/** Each command is an array of its words; no word of ours looks like the start of one. */
function commandsIn(bytes: Buffer): number {
  return bytes.toString("latin1").match(/(^|\r\n)\*\d+\r\n/g)?.length ?? 0;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      server.off("error", reject);
      resolve((server.address() as { port: number }).port);
    });
  });
}

function closed(server: Server, drop: () => void): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    drop();
  });
}
