/** The one JSON line of a request, written by hand: it is on the way of every request, and a serializer costs four times as much. */
import type { Access } from "@headgate/http";

/** As pino would have written it at level info. */
export function accessLine(
  time: number,
  { id, method, path, operation, status, ended, ms, bytes, provider, model, credential, usage, error }: Access,
): string {
  let line = `{"level":30,"time":${time},"msg":"request","id":"${id}","method":"${method}","path":${quoted(path)}`;
  if (operation !== undefined) line += `,"operation":${quoted(operation)}`;
  line += `,"status":${status},"ended":"${ended}","ms":${ms},"bytes":${bytes}`;
  if (provider !== undefined) line += `,"provider":${quoted(provider)},"model":${quoted(model ?? "")}`;
  if (credential !== undefined) line += `,"credential":${quoted(credential)}`;
  if (usage) line += `,"usage":${units(usage)}`;
  if (error) line += `,"error":${JSON.stringify(error)}`;
  return `${line}}\n`;
}

function units(usage: Readonly<Record<string, number>>): string {
  let text = "";
  for (const name in usage) text += `${text === "" ? "" : ","}"${name}":${usage[name]}`;
  return `{${text}}`;
}

/** Most strings are their own JSON; the rest is left to who knows how. */
function quoted(text: string): string {
  return /^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(text) ? `"${text}"` : JSON.stringify(text);
}
