/** The name itself, or with a number where it is taken: `cat-2.jpg`. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  const [, stem, ending = ""] = /^(.*?)(\.[^.]*)?$/s.exec(wanted) ?? [];
  let name = wanted;
  for (let count = 2; taken.has(name); count++) {
    name = `${stem}-${count}${ending}`;
  }
  return name;
}

/** What a file at this address is called; as it is written where its escapes are none. */
export function nameAt(url: string): string {
  const path = url.replace(/[?#].*/s, "");
  const last = path.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}
