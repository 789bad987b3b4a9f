/** What the chain itself costs: no sockets, no bytes looked at, only hooks. */
import { budgets } from "../budgets.ts";
import type { Mode } from "../mode.ts";
import type { Report } from "../report/report.ts";
import { inProcess } from "./inprocess.ts";

export function pipeline(mode: Mode): Promise<Report> {
  return inProcess(
    {
      part: "pipeline",
      file: new URL("variant.mjs", import.meta.url),
      variants: ["bare", "1 plugin", "4 plugins", "7 plugins", "short-circuit", "error unwind"],
      per: "request",
      head: "pipeline",
      title: "The chain alone, per request",
      digits: 2,
      gates: [
        {
          name: "pipeline: seven plugins over bare",
          variant: "7 plugins",
          limit: budgets.pipeline.sevenOverBareMicroseconds,
        },
      ],
    },
    mode,
  );
}
