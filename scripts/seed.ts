/** Vitest setup: properties draw the same cases in every run, so that a red run is the change's; `SEED=$RANDOM npm test` draws others. */
import { configureGlobal } from "fast-check";

configureGlobal({ seed: Number(process.env["SEED"] ?? 1) });
