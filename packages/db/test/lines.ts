/** A log that remembers. */
import type { Log } from "@headgate/core";

export function lines(): { readonly log: Log; readonly said: string[] } {
  const said: string[] = [];
  const at = (level: string) => (_fields: object, message: string) => void said.push(`${level}: ${message}`);
  return { said, log: { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") } };
}
