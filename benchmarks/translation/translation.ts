/** What it costs to translate a call between two dialects: a whole request and its answer, and each event of a stream. */
import { budgets } from "../budgets.ts";
import type { Mode } from "../mode.ts";
import { inProcess } from "../pipeline/inprocess.ts";
import type { Report } from "../report/report.ts";

const [chat, translatedChat] = ["chat by OpenAI", "chat by Anthropic"] as const;
const [messages, translatedMessages] = ["messages by Anthropic", "messages by OpenAI"] as const;

export async function translation(mode: Mode): Promise<Report> {
  const { requestMicroseconds, eventMicroseconds } = budgets.translation;
  const common = { file: new URL("variant.mjs", import.meta.url) };
  const whole = await inProcess(
    {
      ...common,
      part: "translation",
      variants: [chat, translatedChat, messages, translatedMessages],
      // The same client's request, to a provider of its own dialect.
      over: { [translatedChat]: chat, [messages]: messages, [translatedMessages]: messages },
      per: "request",
      head: "a short conversation and its answer, without sockets",
      title: "A request through the upstream, without sockets",
      digits: 2,
      gates: [translatedChat, translatedMessages].map((variant) => ({
        name: `translation: ${variant} over passthrough, per request`,
        variant,
        limit: requestMicroseconds,
      })),
    },
    mode,
  );
  const streamed = (name: string): string => `streamed ${name}`;
  const events = await inProcess(
    {
      ...common,
      part: "translation-events",
      variants: [chat, translatedMessages, messages, translatedChat].map(streamed),
      // The same provider's stream, to a client of its own dialect: its events are as long.
      over: {
        [streamed(messages)]: streamed(messages),
        [streamed(translatedChat)]: streamed(messages),
      },
      per: "event",
      head: "a stream of 400 events of text, without sockets",
      title: "One event of a stream through the upstream, without sockets",
      digits: 2,
      gates: [translatedChat, translatedMessages].map(streamed).map((variant) => ({
        name: `translation: ${variant} over passthrough, per event`,
        variant,
        limit: eventMicroseconds,
      })),
    },
    mode,
  );
  return {
    part: "translation",
    markdown: `${whole.markdown}\n\n${events.markdown}`,
    charts: { ...whole.charts, ...events.charts },
    gates: [...whole.gates, ...events.gates],
    problems: [...whole.problems, ...events.problems],
  };
}
