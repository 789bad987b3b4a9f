/** Whether the gateway can listen on its configured address: listhen reports only that it could not, and tries other ports first. */
import { createServer } from "node:net";

/** Rejects with an error for people: which setting, what is wrong with it, what would do. */
export async function checkAddress(host: string, port: number): Promise<void> {
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once("error", (error: NodeJS.ErrnoException) => reject(new Error(reason(error, host, port), { cause: error })));
    probe.listen({ host, port, exclusive: true }, resolve);
  });
  await new Promise((resolve) => probe.close(resolve));
}

function reason({ code, message }: NodeJS.ErrnoException, host: string, port: number): string {
  const set = "set server.port or PORT";
  switch (code) {
    case "EADDRINUSE":
      return `port ${port} on ${host} is in use; expected a free one: stop what listens there, or ${set} (0 takes any)`;
    case "EACCES":
      return `port ${port} may not be opened by this user; expected one that may, such as 8080: ${set}`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
    case "EAI_AGAIN":
      return `server.host (or HOST) is ${host}; expected an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them`;
    default:
      return `cannot listen on ${host}, port ${port}: ${message}`;
  }
}
