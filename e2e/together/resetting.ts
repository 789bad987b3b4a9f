/** A hop before a provider that turns the end of its connection into a reset, as a crashing host does. */
import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

export interface Hop {
  readonly url: string;
  close(): Promise<void>;
}

export async function startResetting(port: number): Promise<Hop> {
  const sockets = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => {}).on("close", () => sockets.delete(socket));
    }
    near.pipe(far);
    far.on("data", (bytes) => near.write(bytes));
    far.on("end", () => near.write("", () => near.resetAndDestroy()));
    far.on("close", () => near.resetAndDestroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
