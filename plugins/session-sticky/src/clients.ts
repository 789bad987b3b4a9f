/** Recognizes sessions by what well-known clients send by themselves. */
import type { Exchange } from "@headgate/core";

const headers: readonly string[] = [
  "x-claude-code-session-id",
  "session-id", // codex
  "session_id", // codex, older
  "x-mux-workspace-id",
  "x-interaction-id", // copilot in an editor
  "x-client-session-id", // copilot in a terminal
  "x-kilocode-taskid",
  "x-coder-chat-id",
  "x-opencode-session",
  "x-session-affinity", // opencode
];

/** The first header that is not empty, else Claude Code's form in the body. */
export function readClientSession(x: Exchange): string | undefined {
  for (const name of headers) {
    const session = x.headers[name]?.trim();
    if (session) return session;
  }
  return readUserId(x.field("metadata"))?.trim();
}

/** `metadata.user_id`: JSON with a `session_id`, or `user_…_account_…_session_<id>`. */
function readUserId(metadata: unknown): string | undefined {
  const user = textOf(metadata, "user_id");
  if (user === undefined) return undefined;
  if (user.startsWith("{")) {
    try {
      return textOf(JSON.parse(user), "session_id");
    } catch {
      return undefined;
    }
  }
  // Not a regular expression: an endless user id may contain the mark many times.
  const at = user.indexOf(mark);
  return at < 0 ? undefined : user.slice(at + mark.length);
}

const mark = "_session_";

function textOf(value: unknown, name: string): string | undefined {
  if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
  const text: unknown = (value as Record<string, unknown>)[name];
  return typeof text === "string" ? text : undefined;
}
