/** Audio for a text: deterministic, playable where that is simple, and as long as the text. */

export interface AudioFormat {
  readonly contentType: string;
  render(characters: number): Buffer;
}

/** By OpenAI's `response_format`. Opus, AAC and FLAC have their magic bytes and then noise. */
export const audioFormats: Readonly<Record<string, AudioFormat>> = {
  mp3: { contentType: "audio/mpeg", render: mp3 },
  wav: { contentType: "audio/wav", render: (characters) => wav(tone(characters)) },
  pcm: { contentType: "audio/pcm", render: tone },
  opus: { contentType: "audio/opus", render: marked("OggS") },
  aac: { contentType: "audio/aac", render: marked("\xff\xf1") },
  flac: { contentType: "audio/flac", render: marked("fLaC") },
};

const rate = 24_000;
/** About as fast as people speak. */
const samplesPerCharacter = 1024;

/** Frames of silence: MPEG-1 layer III, 128 kbit/s, 44.1 kHz. */
function mp3(characters: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xff_fb_90_64);
  return Buffer.alloc(frame.length * 5 * characters, frame);
}

/** A 440 Hz triangle of 16-bit samples at 24 kHz. */
function tone(characters: number): Buffer {
  const samples = Buffer.alloc(2 * samplesPerCharacter * characters);
  const period = rate / 440;
  for (let i = 0; i < samples.length; i += 2) {
    const phase = ((i / 2) % period) / period;
    samples.writeInt16LE(Math.round((Math.abs(phase - 0.5) - 0.25) * 8000), i);
  }
  return samples;
}

/** RIFF, PCM, one channel. */
function wav(samples: Buffer): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

function marked(mark: string): AudioFormat["render"] {
  return (characters) => Buffer.concat([Buffer.from(mark, "latin1"), tone(characters)]);
}
