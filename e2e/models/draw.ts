/** Pictures of text without a browser: its strokes, black on white. */
import { glyphs, gridHeight } from "./glyphs.ts";
import { encodePng } from "./png.ts";

export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly png: Buffer;
}

type Point = readonly [x: number, y: number];

/** Pixels per unit of the alphabet's grid, and the width of a stroke. */
const [unit, thickness] = [5, 5];
const [gap, space, lineHeight, margin] = [2.2, 5, gridHeight + 7, 5];

export function draw(text: string): Picture {
  const lines = text.split("\n");
  const laid = lines.map(lay);
  const width = Math.ceil((Math.max(...laid.map(({ end }) => end)) + 2 * margin) * unit);
  const height = (lines.length * lineHeight + 2 * margin) * unit;
  const grey = Buffer.alloc(width * height, 255);
  for (const [row, { strokes }] of laid.entries())
    for (const stroke of strokes) {
      const points = stroke.map(([x, y]): Point => [(x + margin) * unit, (y + margin + row * lineHeight) * unit]);
      for (const [i, to] of points.entries()) drawLine(grey, width, points[i - 1] ?? to, to);
    }
  return { width, height, png: encodePng(grey, width, height) };
}

/** One line of text, in grid units. */
function lay(text: string): { readonly strokes: readonly (readonly Point[])[]; readonly end: number } {
  const strokes: (readonly Point[])[] = [];
  let at = 0;
  for (const character of text) {
    if (character === " ") at += space;
    else {
      const glyph = glyphs[character];
      if (!glyph) throw new Error(`no glyph for ${JSON.stringify(character)}`);
      const own = glyph.map(pointsOf);
      for (const stroke of own) strokes.push(stroke.map(([x, y]): Point => [x + at, y]));
      at += Math.max(...own.flat().map(([x]) => x)) + gap;
    }
  }
  return { strokes, end: at };
}

function pointsOf(stroke: string): readonly Point[] {
  const corners = stroke
    .replace("~", "")
    .split(" ")
    .map((pair): Point => [Number(pair[0]), Number(pair[1])]);
  return stroke.startsWith("~") ? bend(bend(bend(corners))) : corners;
}

/** Chaikin's corner cutting; the ends stay. */
function bend(points: readonly Point[]): readonly Point[] {
  const cut = points.slice(1).flatMap(([x, y], i): Point[] => {
    const [left, top] = points[i]!;
    return [
      [0.75 * left + 0.25 * x, 0.75 * top + 0.25 * y],
      [0.25 * left + 0.75 * x, 0.25 * top + 0.75 * y],
    ];
  });
  return [points[0]!, ...cut, points.at(-1)!];
}

/** Each pixel is darker the nearer it is. */
function drawLine(grey: Buffer, width: number, [x0, y0]: Point, [x1, y1]: Point): void {
  const [dx, dy] = [x1 - x0, y1 - y0];
  const squared = dx * dx + dy * dy;
  for (let y = Math.floor(Math.min(y0, y1) - thickness); y <= Math.max(y0, y1) + thickness; y++)
    for (let x = Math.floor(Math.min(x0, x1) - thickness); x <= Math.max(x0, x1) + thickness; x++) {
      const along = squared === 0 ? 0 : Math.min(1, Math.max(0, ((x - x0) * dx + (y - y0) * dy) / squared));
      const away = Math.hypot(x - x0 - along * dx, y - y0 - along * dy) - thickness / 2;
      const shade = Math.round(255 * Math.min(1, Math.max(0, away + 0.5)));
      grey[y * width + x] = Math.min(grey[y * width + x]!, shade);
    }
}
