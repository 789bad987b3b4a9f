/** The Anthropic dialect: https://platform.claude.com/docs/en/api/messages, as its official clients 0.120 and 1.10 know it. */
import type { Dialect } from "../dialect.ts";
import type { RequiredField } from "../operation.ts";
import { passthroughAt } from "../passthrough.ts";
import { readError, renderError } from "./errors.ts";
import { messageStream } from "./events.ts";
import { messagesFormat } from "./format.ts";
import { nativeHistory } from "./history.ts";
import { stored } from "./stored.ts";
import { messagesUsage } from "./usage.ts";

const messages: RequiredField = { name: "messages", message: "messages is required for messages" };

export const anthropic: Dialect = {
  name: "anthropic",
  operations: [
    {
      name: "messages",
      requestType: "responses",
      paths: ["/v1/messages", "/anthropic/v1/messages"],
      upstreamPath: "/v1/messages",
      required: [{ name: "max_tokens", message: "max_tokens is required for messages" }, messages],
      native: nativeHistory,
      stream: messageStream,
      format: messagesFormat,
      usage: messagesUsage,
    },
    {
      name: "count_tokens",
      requestType: "count_tokens",
      paths: ["/v1/messages/count_tokens", "/anthropic/v1/messages/count_tokens"],
      upstreamPath: "/v1/messages/count_tokens",
      required: [{ ...messages, message: "messages is required for count_tokens" }],
      native: nativeHistory,
      // Counting is free, and its answer says what another request would use.
      usage: () => ({}),
    },
  ],
  passthrough: passthroughAt("/anthropic_passthrough/*"),
  stored,
  authorization: (secret) => ["x-api-key", secret],
  requestIdHeader: "request-id",
  relays: { "anthropic-version": "2023-06-01", "anthropic-beta": undefined },
  statuses: { overloaded: 529, unpaid: 402 },
  renderError,
  readError,
};
