import { readFileSync } from "node:fs";

/**
 * What is embedded: the same in every run, no two the same, so that nothing is cached or shared.
 */
const looks = words("red old tiny huge wooden plastic broken shiny striped dusty");
const colours = words("green white golden pale dark purple brown silver grey orange");
const things = words(
  "chair boat guitar kettle bicycle lamp clock basket mirror bridge ladder piano wagon tent kite " +
    "statue fence helmet bottle camera pillow bucket drum wheel tractor",
);
const places = words("garden kitchen harbour forest street museum desert meadow station library");

/** `a red green chair in a garden`, so many of them, beginning with the one at `from`. */
export function shortTexts(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, i) => `a ${labelAt(from + i)} in a ${pick(places, i)}`);
}

/** Two words and a thing; the first 2,500 have no number behind them. */
export function labels(count: number, from = 0): string[] {
  return Array.from({ length: count }, (_, i) => labelAt(from + i));
}

/** One in five has 60 words. */
export function mixedTexts(count: number): string[] {
  const ordinary = shortTexts(count);
  return ordinary.map((text, i) => (i % 5 === 0 ? lengthen(text, 60) : text));
}

const photo = readFileSync("test/fixtures/photos/coffee.jpg");

/** A JPEG with other bytes behind its end: to decode it is the same work, to cache it is not. */
export function photos(count: number, from = 0): Buffer[] {
  return Array.from({ length: count }, (_, i) =>
    Buffer.concat([photo, Buffer.from(`photo ${from + i}`)]),
  );
}

function labelAt(i: number): string {
  const name = [pick(looks, i), pick(colours, i / looks.length), pick(things, i / 100)].join(" ");
  const round = Math.floor(i / (looks.length * colours.length * things.length));
  return round === 0 ? name : `${name} ${round}`;
}

function lengthen(text: string, count: number): string {
  const filling = [...things, ...places, ...looks];
  const all = [...words(text), ...Array.from({ length: count }, (_, i) => pick(filling, i))];
  return all.slice(0, count).join(" ");
}

function pick(list: readonly string[], at: number): string {
  return list[Math.floor(at) % list.length]!;
}

function words(text: string): string[] {
  return text.split(" ");
}
