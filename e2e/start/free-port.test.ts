/** PORT=0 is any free port, so that suites can run side by side. */
import { expect, test } from "vitest";
import { auth } from "./config.ts";
import { startGateway } from "./gateway.ts";

test("gateways that start at once with PORT=0 each get a port of their own, and never a default", async () => {
  const started = await Promise.allSettled(Array.from({ length: 3 }, () => startGateway({ plugins: [auth()] })));
  const gateways = started.flatMap((one) => (one.status === "fulfilled" ? one.value : []));
  const exits = await Promise.all(gateways.map((gateway) => gateway.stop()));
  expect(started.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
  const ports = gateways.map(({ url }) => Number(new URL(url).port));
  expect(new Set(ports).size).toBe(3);
  expect(ports.filter((port) => port === 3000 || port === 8080)).toEqual([]);
  expect(exits).toEqual([0, 0, 0]);
});
