/** Where things stand in a picture, in pixels from its top left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

export interface Spot {
  readonly x: number;
  readonly y: number;
  readonly text: string;
}

export interface Place extends Box {
  /** On which side of its box, which is a little too wide, the name stands next to its spot. */
  readonly align: "left" | "right" | "center";
}

/** Of one line of text, as the style sheet sets it. */
const lineHeight = 18;
const letter = 7;
const gap = 7;

/**
 * A box for the name of each spot, right of it, left, above or below, so that no two names overlap,
 * and none a spot or an obstacle; null where there is no such place. The first come first.
 */
export function placeNames(
  spots: readonly Spot[],
  obstacles: readonly Box[],
  picture: Pick<Box, "width" | "height">,
): (Place | null)[] {
  const taken: Box[] = [...obstacles, ...spots.map(({ x, y }) => around(x, y, gap))];
  return spots.map(({ x, y, text }) => {
    const width = textWidth(text);
    const free = [
      { left: x + gap, top: y - lineHeight / 2, align: "left" as const },
      { left: x - gap - width, top: y - lineHeight / 2, align: "right" as const },
      { left: x - width / 2, top: y - gap - lineHeight, align: "center" as const },
      { left: x - width / 2, top: y + gap, align: "center" as const },
    ]
      .map((corner) => ({ ...corner, width, height: lineHeight }))
      .find((box) => within(box, picture) && !taken.some((other) => overlap(box, other)));
    if (free) {
      taken.push(free);
    }
    return free ?? null;
  });
}

/** Generous, so that the real one fits. */
function textWidth(text: string): number {
  return Math.ceil([...text].length * letter) + 4;
}

export function around(x: number, y: number, half: number): Box {
  return { left: x - half, top: y - half, width: 2 * half, height: 2 * half };
}

function within(box: Box, { width, height }: Pick<Box, "width" | "height">): boolean {
  return (
    box.left >= 0 && box.top >= 0 && box.left + box.width <= width && box.top + box.height <= height
  );
}

function overlap(a: Box, b: Box): boolean {
  return (
    a.left < b.left + b.width &&
    b.left < a.left + a.width &&
    a.top < b.top + b.height &&
    b.top < a.top + a.height
  );
}
