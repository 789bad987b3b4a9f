/** A multipart/form-data body (RFC 7578) as its parts: small texts in memory, files wherever they are kept. */

export interface Form {
  readonly parts: readonly FormPart[];
}

export interface FormPart extends FormHead {
  /** Bytes of its content. */
  readonly size: number;
  /** The content of a text field; absent: a file. */
  readonly value?: Buffer | undefined;
  /** The content, anew for each reader, who may keep the chunks. Throws once the request is over. */
  read(): AsyncIterable<Uint8Array>;
}

/** What the head of a part says. */
export interface FormHead {
  readonly name: string;
  readonly filename?: string | undefined;
  /** Its content type, as it was written. */
  readonly type?: string | undefined;
}

/**
 * What a form says of a field: forms know only text, so what reads as a number, as true or false or as a list is one.
 * Many values, or a name that ends in `[]`, are a list. A model is text whatever it looks like. Files say nothing.
 */
export function formField({ parts }: Form, name: string): unknown {
  const texts: string[] = [];
  let listed = false;
  for (const { name: own, value } of parts) {
    if (value === undefined || !isNamed(own, name)) continue;
    if (own !== name) listed = true;
    texts.push(value.toString("utf8"));
  }
  if (texts.length === 0) return undefined;
  const values = name === "model" ? texts : texts.map(meant);
  return listed || values.length > 1 ? values : values[0];
}

/** All that a form says, as the JSON of the same request would. */
export function formValues(form: Form): Readonly<Record<string, unknown>> {
  const names = new Set(form.parts.filter(({ value }) => value !== undefined).map(({ name }) => name.replace(/\[\]$/, "")));
  return Object.fromEntries([...names].map((name) => [name, formField(form, name)]));
}

/** `image[]` is `image`. */
export function isNamed(own: string, name: string): boolean {
  return own === name || (own.length === name.length + 2 && own.endsWith("[]") && own.startsWith(name));
}

/** Beyond 15 digits a number is not the one that was written. */
const plainNumber = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/;

function meant(text: string): unknown {
  if (text === "true" || text === "false") return text === "true";
  if (plainNumber.test(text)) return Number(text);
  if (!text.startsWith("[") && !text.startsWith("{")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
