/** A small line plot as SVG: panels above each other over one logarithmic x axis. */
export interface Plot {
  readonly title: string;
  readonly xLabel: string;
  readonly xTicks: readonly number[];
  readonly panels: readonly Panel[];
}

export interface Panel {
  readonly label: string;
  /** `linear` begins at 0; `log` has a tick at each power of ten. */
  readonly scale: "linear" | "log";
  readonly series: readonly Series[];
}

export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

// Large letters: a phone shows the picture at half its size.
const size = { width: 720, panel: 250, gap: 66, left: 88, right: 40, top: 96, bottom: 74 };

// Colours that are told apart by lightness, too, on white and on black.
const style = `
  text { font: 20px system-ui, sans-serif; fill: #1f2328; }
  .title { font-weight: 600; }
  .grid { stroke: #d0d7de; }
  .line { fill: none; stroke-width: 3; stroke-linejoin: round; }
  .s0 { stroke: #0550ae; fill: #0550ae; }
  .s1 { stroke: #bc4c00; fill: #bc4c00; }
  .page { fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3; }
    .grid { stroke: #3d444d; }
    .s0 { stroke: #79c0ff; fill: #79c0ff; }
    .s1 { stroke: #ffa657; fill: #ffa657; }
    .page { fill: #0d1117; }
  }
  .line { fill: none; }`;

export function plot({ title, xLabel, xTicks, panels }: Plot): string {
  const inner = size.width - size.left - size.right;
  const height =
    size.top + panels.length * size.panel + (panels.length - 1) * size.gap + size.bottom;
  const x = logScale(xTicks[0]!, xTicks.at(-1)!, size.left, size.left + inner);
  const drawn = panels.map((panel, i) => {
    const top = size.top + i * (size.panel + size.gap);
    return drawPanel(panel, { x, xTicks, top, last: i === panels.length - 1 });
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size.width} ${height}" role="img">`,
    `<title>${escape(title)}</title>`,
    `<style>${style}\n</style>`,
    `<rect class="page" width="${size.width}" height="${height}"/>`,
    text(size.left, 34, title, { className: "title" }),
    ...drawn,
    text(size.left + inner / 2, height - 16, xLabel, { anchor: "middle" }),
    "</svg>\n",
  ].join("\n");
}

interface Place {
  x(value: number): number;
  readonly xTicks: readonly number[];
  readonly top: number;
  /** The numbers of the x axis stand below it. */
  readonly last: boolean;
}

function drawPanel({ label, scale, series }: Panel, { x, xTicks, top, last }: Place): string {
  const bottom = top + size.panel;
  const values = series.flatMap(({ points }) => points.map(([, y]) => y));
  const yTicks = scale === "linear" ? linearTicks(values) : powersOfTen(values);
  const make = scale === "linear" ? linearScale : logScale;
  const y = make(yTicks[0]!, yTicks.at(-1)!, bottom, top);
  const right = x(xTicks.at(-1)!);
  return [
    text(size.left, top - 16, label),
    ...yTicks.map((tick) => line(size.left, y(tick), right, y(tick))),
    ...xTicks.map((tick) => line(x(tick), top, x(tick), bottom)),
    ...yTicks.map((tick) => text(size.left - 10, y(tick) + 7, String(tick), { anchor: "end" })),
    ...(last
      ? xTicks.map((tick) => text(x(tick), bottom + 28, String(tick), { anchor: "middle" }))
      : []),
    ...series.map(({ name, points }, i) => {
      const path = points.map(([px, py]) => `${round(x(px))},${round(y(py))}`);
      const dots = path.map((point) => {
        const [cx, cy] = point.split(",");
        return `<circle class="s${i}" cx="${cx}" cy="${cy}" r="4"/>`;
      });
      return [
        `<polyline class="line s${i}" points="${path.join(" ")}"/>`,
        ...dots,
        ...(series.length > 1 ? [legend(name, i, right - 80 * (series.length - i), top - 16)] : []),
      ].join("\n");
    }),
  ].join("\n");
}

type Scale = (value: number) => number;

export function linearScale(low: number, high: number, from: number, to: number): Scale {
  return (value) => from + ((value - low) / (high - low)) * (to - from);
}

export function logScale(low: number, high: number, from: number, to: number): Scale {
  const linear = linearScale(Math.log(low), Math.log(high), from, to);
  return (value) => linear(Math.log(value));
}

/** From 0 to the first fifth of a power of ten that is not below the largest, in at most 6 steps. */
export function linearTicks(values: readonly number[]): number[] {
  const most = Math.max(...values);
  const power = 10 ** Math.floor(Math.log10(most));
  const step = [0.2, 0.5, 1, 2].map((part) => part * power).find((each) => most / each <= 6)!;
  return Array.from({ length: Math.ceil(most / step) + 1 }, (_, i) =>
    Number((i * step).toFixed(6)),
  );
}

export function powersOfTen(values: readonly number[]): number[] {
  const low = Math.floor(Math.log10(Math.min(...values)));
  const high = Math.max(low + 1, Math.ceil(Math.log10(Math.max(...values))));
  return Array.from({ length: high - low + 1 }, (_, i) => Number((10 ** (low + i)).toPrecision(1)));
}

function text(
  x: number,
  y: number,
  content: string,
  { anchor = "start", className = "" }: { anchor?: string; className?: string } = {},
): string {
  const kind = className && ` class="${className}"`;
  return `<text${kind} x="${round(x)}" y="${round(y)}" text-anchor="${anchor}">${escape(content)}</text>`;
}

/** One line needs none: the panel's label says what it is. */
function legend(name: string, series: number, x: number, y: number): string {
  const dot = `<circle class="s${series}" cx="${round(x + 20)}" cy="${round(y - 7)}" r="6"/>`;
  return `${dot}\n${text(x + 34, y, name)}`;
}

function line(x1: number, y1: number, x2: number, y2: number): string {
  return `<path class="grid" d="M${round(x1)} ${round(y1)}L${round(x2)} ${round(y2)}"/>`;
}

function round(value: number): number {
  return Math.round(10 * value) / 10;
}

function escape(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
