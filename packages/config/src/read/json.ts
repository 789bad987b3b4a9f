/** Parses JSON with errors that say where: the engine's own have no position, or quote the text around it. */

/** Throws a SyntaxError with `lineNumber` and `columnNumber`. */
export function parseJson(text: string): unknown {
  const json = text.replace(/^\uFEFF/, "");
  try {
    return JSON.parse(json);
  } catch {
    const before = json.slice(0, faultIn(json)).split("\n");
    const place = { lineNumber: before.length, columnNumber: before.at(-1)!.length + 1 };
    // oxlint-disable-next-line preserve-caught-error -- its message quotes what may be a secret
    throw Object.assign(new SyntaxError("malformed JSON"), place);
  }
}

const token =
  /\s*(?:("(?:[ !#-[\]-\uffff]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)|([[\]{},:]))/y;

/** The offset of the first token that JSON does not allow where it stands. */
function faultIn(text: string): number {
  const open: string[] = [];
  let wanted = "value";
  for (let offset = 0; ; offset = token.lastIndex) {
    token.lastIndex = offset;
    const [all, scalar, mark = ""] = token.exec(text) ?? [];
    const start = offset + (/^\s*/.exec(text.slice(offset))?.[0].length ?? 0);
    if (all === undefined) return start;
    const next = follow(wanted, scalar, mark, open);
    if (next === undefined) return start;
    wanted = next;
  }
}

/** What may follow this token; undefined if the token is not allowed here. */
function follow(wanted: string, scalar: string | undefined, mark: string, open: string[]): string | undefined {
  const after = (): string => (open.length === 0 ? "end" : "comma");
  const closes = mark === (open.at(-1) === "{" ? "}" : "]") && open.length > 0;
  if (closes && (wanted === "comma" || wanted.endsWith("or close"))) {
    open.pop();
    return after();
  }
  if (wanted.startsWith("key")) return scalar?.startsWith('"') ? "colon" : undefined;
  if (wanted.startsWith("value")) {
    if (scalar !== undefined) return after();
    if (mark !== "{" && mark !== "[") return undefined;
    open.push(mark);
    return mark === "{" ? "key or close" : "value or close";
  }
  if (wanted === "colon") return mark === ":" ? "value" : undefined;
  if (wanted === "comma" && mark === ",") return open.at(-1) === "{" ? "key" : "value";
  return undefined;
}
