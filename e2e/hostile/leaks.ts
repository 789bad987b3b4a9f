/** Looks for secrets in a text: any twelve characters of one, as they are, without dashes, as hex, or as base64 wherever it begins. */

const least = 12;

/** Findings, each with the beginning of the secret; a mask that shows four characters at each end is not a finding. */
export function leaks(text: string, secrets: readonly string[]): readonly string[] {
  const [exact, folded] = [windowsOf(text, least), windowsOf(text.toLowerCase(), least)];
  return secrets.flatMap((secret) => {
    const random = secret.replace(/^(?:sk-bf|sk|client|admin)-/, "");
    const [plain, hex, base64] = [spellings(random), hexOf(random), base64Of(secret, random)];
    const found = [
      ...pieces(plain, exact),
      ...pieces(
        [...plain, hex].map((it) => it.toLowerCase()),
        folded,
      ),
      ...pieces(base64, exact),
    ];
    return found.map((piece) => `${secret.slice(0, 8)}…: ${piece}`);
  });
}

function spellings(random: string): readonly string[] {
  return [random, random.replaceAll("-", ""), Array.from(random).reverse().join("")];
}

function hexOf(random: string): string {
  return Buffer.from(random).toString("hex");
}

/** Three bytes become four letters, so a text has three encodings, depending on its offset; the letters at its edges depend on its neighbours. */
function base64Of(secret: string, random: string): readonly string[] {
  const from = secret.length - random.length;
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.from("x".repeat(shift) + secret).toString("base64");
    const inner = encoded.slice(Math.ceil(((shift + from) * 4) / 3) + 1, -4);
    return [inner, inner.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function pieces(forms: readonly string[], windows: ReadonlySet<string>): readonly string[] {
  return forms.flatMap((form) => [...windowsOf(form, least)].filter((piece) => windows.has(piece)).slice(0, 1));
}

function windowsOf(text: string, length: number): ReadonlySet<string> {
  const windows = new Set<string>();
  for (let i = 0; i + length <= text.length; i++) windows.add(text.slice(i, i + length));
  return windows;
}
