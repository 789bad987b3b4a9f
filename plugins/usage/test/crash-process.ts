/** A process that keeps a ledger in the file it is told: ten requests, one flush, seven more, and then it waits for its end. */
import { reply } from "@headgate/core";
import { createDatabase } from "@headgate/db";
import { createHost, createRandom } from "@headgate/testkit";
import { createKeeper, openScene } from "./scene.ts";

const [file = "", seed = ""] = process.argv.slice(2);
const { log, clock } = createHost();
const db = await createDatabase({ driver: "sqlite", file }, { log, clock });
const scene = await openScene({
  send: (_x, call) => reply({ status: 200, call, usage: { estimated: false, units: { input: 1, output: 2 } } }),
  host: await createKeeper(db, createRandom(Number(seed))),
});
process.once("SIGTERM", () => {
  scene.close().then(
    () => db.close().then(() => process.exit(0)),
    () => process.exit(1),
  );
});
// Nothing else keeps it alive: its clock is moved by hand.
process.stdin.resume();
for (let i = 0; i < 10; i++) await scene.send();
await scene.host.clock.advance(1000);
for (let i = 0; i < 7; i++) await scene.send();
process.stdout.write("ready\n");
