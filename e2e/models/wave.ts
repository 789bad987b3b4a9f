/** Reads the header of a WAVE file, and throws if it is not true: https://www.mmsp.ece.mcgill.ca/Documents/AudioFormats/WAVE/WAVE.html. */

export interface Wave {
  readonly samplesPerSecond: number;
  readonly seconds: number;
  /** The loudest sample, of 32768. */
  readonly peak: number;
}

/** One channel of 16 bits, its `fmt ` first. */
export function readWave(bytes: Buffer): Wave {
  must(bytes.toString("latin1", 0, 4) === "RIFF" && bytes.toString("latin1", 8, 16) === "WAVEfmt ", "begins as a WAVE");
  must(bytes.readUInt32LE(4) === bytes.length - 8, "is as long as it says");
  const [format, channels, samplesPerSecond] = [bytes.readUInt16LE(20), bytes.readUInt16LE(22), bytes.readUInt32LE(24)];
  const [bytesPerSecond, bits] = [bytes.readUInt32LE(28), bytes.readUInt16LE(34)];
  must(format === 1 && channels === 1 && bits === 16 && bytesPerSecond === samplesPerSecond * 2, "is PCM of 16 bits, mono");
  const data = 20 + bytes.readUInt32LE(16);
  must(bytes.toString("latin1", data, data + 4) === "data", "has its samples next");
  const size = bytes.readUInt32LE(data + 4);
  must(size === bytes.length - data - 8, "has as many samples as it says");
  let peak = 0;
  for (let at = data + 8; at < bytes.length; at += 2) peak = Math.max(peak, Math.abs(bytes.readInt16LE(at)));
  return { samplesPerSecond, seconds: size / bytesPerSecond, peak };
}

function must(holds: boolean, what: string): void {
  if (!holds) throw new Error(`a WAVE ${what}; this one does not`);
}
