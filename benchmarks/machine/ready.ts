/** Free ports, and waiting until somebody listens on one. */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Running } from "./spawn.ts";

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Rejects when the process ends first, or after 60 s, with the last it wrote to `output`. */
export async function listening(port: number, { child }: Running, name: string, output: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  const failed = (how: string): Error => new Error(`${name} ${how}: ${readFileSync(output, "utf8").slice(-500)}`);
  while (!(await answers(port))) {
    if (child.exitCode !== null) throw failed(`ended with code ${child.exitCode} before it listened`);
    if (Date.now() > deadline) throw failed(`did not listen on port ${port} within 60 s`);
    await new Promise((resolve) => void setTimeout(resolve, 50));
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
