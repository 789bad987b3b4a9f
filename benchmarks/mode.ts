/** How a run is made: in full from the built JavaScript, or as a quick smoke of the source where only answers count. */
import { join } from "node:path";
import { root } from "./machine/spawn.ts";

export interface Mode {
  readonly quick: boolean;
  /** Before a measured file: nothing for built code; the loader for source. */
  readonly node: readonly string[];
  /** The gateway's entry. */
  readonly gateway: string;
}

export const full: Mode = { quick: false, node: [process.execPath], gateway: join(root, "apps/gateway/dist/main.js") };

export const smoke: Mode = {
  quick: true,
  node: [process.execPath, "--import", import.meta.resolve("tsx"), "--conditions=@headgate/source"],
  gateway: join(root, "apps/gateway/src/main.ts"),
};
