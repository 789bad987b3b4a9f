/** Makes texts acceptable to both databases: of bounded length, without what PostgreSQL refuses. */

const longest = 256;
/** PostgreSQL accepts neither NUL nor half a character, and clients choose model names. */
const untakable = /[\0\p{Surrogate}]/gu;

export function text(raw: string): string {
  return isPlain(raw) ? raw : raw.slice(0, longest).replace(untakable, "\ufffd");
}

export function optional(raw: string | undefined): string | null {
  return raw === undefined ? null : text(raw);
}

/** A text that is mostly the same as in the row before, and then need not be checked again. */
export class Recurring {
  last = "";

  text(raw: string): string {
    if (raw === this.last) return raw;
    const taken = text(raw);
    if (taken === raw) this.last = raw;
    return taken;
  }
  optional(raw: string | undefined): string | null {
    return raw === undefined ? null : this.text(raw);
  }
}

/** Nearly every text is plain, and the regular expression would take ten times as long to find out. */
function isPlain(raw: string): boolean {
  if (raw.length > longest) return false;
  for (let i = 0; i < raw.length; i++) {
    const unit = raw.charCodeAt(i);
    if (unit === 0 || unit > 0x7f) return false;
  }
  return true;
}
