/** Small bar charts as SVG, readable on light and on dark. */
export interface Bar {
  readonly label: string;
  readonly value: number;
  readonly min?: number;
  readonly max?: number;
  /** "ours" is drawn in the house colour, the rest in grey. */
  readonly kind: "ours" | "base" | "other";
}

export interface Chart {
  readonly title: string;
  readonly unit: string;
  readonly digits: number;
  readonly bars: readonly Bar[];
}

const width = 720;
const left = 216;
const right = 150;
const rowHeight = 30;
const top = 58;

const style = `
  text { font: 13px ui-sans-serif, system-ui, -apple-system, "Segoe UI", sans-serif; fill: #1f2328 }
  .title { font-size: 15px; font-weight: 600 }
  .quiet { fill: #59636e; font-size: 12px }
  .ours { fill: #2f6feb } .base { fill: #8b949e } .other { fill: #bf8700 }
  .range { stroke: #1f2328; stroke-width: 1.5; opacity: 0.55 }
  .axis { stroke: #8b949e; opacity: 0.5 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 } .quiet { fill: #9198a1 }
    .ours { fill: #4c8dff } .base { fill: #7d8590 } .other { fill: #d29922 }
    .range { stroke: #e6edf3 }
  }`;

/** The whisker goes from the least to the most of the processes measured. */
export function barChart({ title, unit, digits, bars }: Chart): string {
  const height = top + bars.length * rowHeight + 12;
  const most = Math.max(...bars.map(({ value, max = value }) => Math.max(value, max)), Number.EPSILON);
  const x = (value: number): number => left + (Math.max(0, value) / most) * (width - left - right);
  const rows = bars.map(({ label, value, min, max, kind }, i) => {
    const y = top + i * rowHeight;
    const middle = y + 10;
    const range =
      min === undefined || max === undefined
        ? ""
        : `<path class="range" d="M${n(x(min))} ${middle}H${n(x(max))}M${n(x(min))} ${middle - 4}v8M${n(x(max))} ${middle - 4}v8"/>`;
    const says = `${value.toFixed(digits)} ${unit}`;
    return `<text x="${left - 10}" y="${y + 15}" text-anchor="end">${escaped(label)}</text>
<rect class="${kind}" x="${left}" y="${y}" width="${n(Math.max(1, x(value) - left))}" height="20" rx="3"/>${range}
<text x="${n(x(Math.max(value, max ?? value)) + 10)}" y="${y + 15}">${escaped(says)}</text>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">
<style>${style}
</style>
<text class="title" x="16" y="26">${escaped(title)}</text>
<text class="quiet" x="16" y="44">${escaped(unit)}, less is better</text>
<path class="axis" d="M${left} ${top - 6}V${height - 10}"/>
${rows.join("\n")}
</svg>
`;
}

function n(value: number): string {
  return value.toFixed(1);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}
