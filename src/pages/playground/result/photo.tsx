import type { Picture } from "./pictures.ts";

/** A photo's thumbnail and name, as the head of a row. */
export function Photo({ picture }: { readonly picture: Picture }) {
  return (
    <span className="result-photo">
      {picture.thumbnail && <img src={picture.thumbnail} alt="" />}
      <span>{picture.name}</span>
    </span>
  );
}
