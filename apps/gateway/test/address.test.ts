/** Where the gateway cannot listen, it says which setting is to blame and what would do. */
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { checkAddress } from "../src/address.ts";

test("a free address is left free", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  for (let again = 0; again < 2; again += 1) await expect(checkAddress("127.0.0.1", port)).resolves.toBeUndefined();
});

test("a port that is taken is named", async () => {
  const taken = createServer().listen(0, "127.0.0.1");
  await once(taken, "listening");
  onTestFinished(() => void taken.close());
  const { port } = taken.address() as AddressInfo;
  await expect(checkAddress("127.0.0.1", port)).rejects.toThrow(
    `port ${port} on 127.0.0.1 is in use; expected a free one: stop what listens there, or set server.port or PORT (0 takes any)`,
  );
});

test("so is a host that is no address of this machine", async () => {
  await expect(checkAddress("192.0.2.1", 0)).rejects.toThrow(
    "server.host (or HOST) is 192.0.2.1; expected an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all of them",
  );
});
