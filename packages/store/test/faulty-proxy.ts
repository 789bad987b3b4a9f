/** A proxy before a real server that can be slow, silent, gone, or answer for it; and that counts who still calls. */
import { connect, createServer, type Server, type Socket } from "node:net";

export type Fault =
  | { readonly kind: "none" }
  | { readonly kind: "slow"; readonly ms: number }
  | { readonly kind: "silent" }
  | { readonly kind: "refuse" }
  | { readonly kind: "drop" }
  | { readonly kind: "say"; readonly line: string };

export interface FaultyProxy {
  readonly url: string;
  /** Connections and commands since the fault began. */
  readonly calls: { connections: number; chunks: number };
  become(fault: Fault): Promise<void>;
  /** Cuts the connections there are; new ones are served. */
  cut(): void;
  stop(): Promise<void>;
}

export async function startProxy(target: string): Promise<FaultyProxy> {
  const open = new Set<Socket>();
  const calls = { connections: 0, chunks: 0 };
  let fault: Fault = { kind: "none" };
  const drop = (): void => {
    for (const socket of open) socket.destroy();
  };
  const server = createServer((client) => {
    calls.connections++;
    if (fault.kind === "drop") return client.destroy();
    const upstream = connect(target);
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.on("data", (bytes) => {
      calls.chunks++;
      if (fault.kind === "say") client.write(`-${fault.line}\r\n`.repeat(commandsIn(bytes)));
      else if (fault.kind === "slow") setTimeout(() => upstream.writable && upstream.write(bytes), fault.ms).unref();
      else if (fault.kind !== "silent") upstream.write(bytes);
    });
    upstream.on("data", (bytes) => client.writable && client.write(bytes));
    return undefined;
  });
  const port = await listen(server, 0);
  return {
    url: `redis://127.0.0.1:${port}`,
    calls,
    cut: drop,
    async become(next) {
      if (fault.kind === "refuse") await listen(server, port);
      fault = next;
      Object.assign(calls, { connections: 0, chunks: 0 });
      if (next.kind === "drop") drop();
      if (next.kind === "refuse") await closed(server, drop);
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
