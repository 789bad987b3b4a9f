/** Runs the benches: `node scripts/bench.mjs [part …] [--quick]`, installing first what is missing. */
import { join } from "node:path";

import { install, root } from "./install.mjs";
import { launch } from "./launch.mjs";

install();
launch(join(root, "benchmarks", "main.ts"), process.argv.slice(2));
