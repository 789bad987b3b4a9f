/** A multipart/form-data body (RFC 7578) as its parts: small texts in memory, files wherever they are kept. */

export interface Form {
  readonly parts: readonly FormPart[];
}

export interface FormPart extends FormHead {
  /** Bytes of its content. */
  readonly size: number;
  /** The content of a text field; absent: a file. */
  readonly value?: Buffer | undefined;
  /** The content, from its beginning for each reader, who can keep the chunks. Throws once the request is over. */
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
 * The value of a form's field: forms only have text, so what reads as a number, true, false or a list is taken as one.
 * Several values, or a name that ends in `[]`, are a list. A model is always text. Files have no value.
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

/** All values of a form, as in the JSON of the same request. */
export function formValues(form: Form): Readonly<Record<string, unknown>> {
  const names = new Set(form.parts.filter(({ value }) => value !== undefined).map(({ name }) => name.replace(/\[\]$/, "")));
  return Object.fromEntries([...names].map((name) => [name, formField(form, name)]));
}

/** `image[]` is `image`. */
export function isNamed(own: string, name: string): boolean {
  return own === name || (own.length === name.length + 2 && own.endsWith("[]") && own.startsWith(name));
}

/** Beyond 15 digits a number would lose precision. */
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
