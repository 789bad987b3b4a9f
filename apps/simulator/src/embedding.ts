/** Vectors that depend on the text alone, so that equal texts are equal and others are not. */

/** The default length of a vector. */
export const defaultDimensions = 8;

/** A unit vector of `dimensions` float32 values, always the same for the same text. */
export function embed(text: string, dimensions: number): Float32Array {
  const vector = new Float32Array(dimensions);
  let state = hash(text);
  let squares = 0;
  for (let i = 0; i < dimensions; i++) {
    state = xorshift(state);
    const value = state / 0x80000000 - 1;
    vector[i] = value;
    squares += value * value;
  }
  const length = Math.sqrt(squares) || 1;
  for (let i = 0; i < dimensions; i++) vector[i] = (vector[i] ?? 0) / length;
  return vector;
}

/** The base64 of its float32 values, little endian. */
export function base64(vector: Float32Array): string {
  const bytes = Buffer.allocUnsafe(vector.length * 4);
  vector.forEach((value, i) => bytes.writeFloatLE(value, i * 4));
  return bytes.toString("base64");
}

function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) state = Math.imul(state ^ text.charCodeAt(i), 0x01000193);
  return state >>> 0 || 1;
}

function xorshift(state: number): number {
  let next = state ^ (state << 13);
  next ^= next >>> 17;
  next ^= next << 5;
  return next >>> 0;
}
