/** What the plugins that wrap cost a request that nothing goes wrong with. */
import { budgets } from "../budgets.ts";
import type { Mode } from "../mode.ts";
import { inProcess } from "../pipeline/inprocess.ts";
import type { Report } from "../report/report.ts";

const alone = [
  "session-sticky with a session",
  "session-sticky without one",
  "fallback",
  "circuit-breaker",
  "retry",
  "key-failover",
];

export function plugins(mode: Mode): Promise<Report> {
  return inProcess(
    {
      part: "plugins",
      file: new URL("variant.mjs", import.meta.url),
      variants: ["bare", ...alone, "all five"],
      per: "request",
      head: "around a send that answers later",
      title: "A healthy request, without sockets",
      digits: 2,
      gate: {
        name: "plugins: all five that wrap over bare",
        variant: "all five",
        limit: budgets.plugins.fiveOverBareMicroseconds,
      },
    },
    mode,
  );
}
