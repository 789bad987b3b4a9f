/** What one chunk of a stream costs on its way through, without sockets. */
import { budgets } from "../budgets.ts";
import type { Mode } from "../mode.ts";
import { inProcess } from "../pipeline/inprocess.ts";
import type { Report } from "../report/report.ts";

export function stream(mode: Mode): Promise<Report> {
  return inProcess(
    {
      part: "stream",
      file: new URL("variant.mjs", import.meta.url),
      variants: ["bare", "7 plugins that do not watch", "1 watching", "7 watching", "events found and weighed"],
      per: "chunk",
      head: "stream",
      title: "One chunk of a stream, without sockets",
      digits: 3,
      gates: [
        {
          name: "stream: seven watching plugins over bare, per chunk",
          variant: "7 watching",
          limit: budgets.stream.sevenOverBareMicroseconds,
        },
      ],
    },
    mode,
  );
}
