/** What scripts/start.mjs does, with the stand-in in place of the gateway. */
import { join } from "node:path";

import { launch } from "../../../scripts/launch.mjs";

launch(join(import.meta.dirname, "waiting.ts"), process.argv.slice(2));
