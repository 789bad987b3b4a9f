/** Starts the gateway from source: `node scripts/start.mjs <command> [args]`, installing first what is missing. */
import { join } from "node:path";

import { install, root } from "./install.mjs";
import { launch } from "./launch.mjs";

install();
launch(join(root, "apps", "gateway", "src", "main.ts"), process.argv.slice(2));
