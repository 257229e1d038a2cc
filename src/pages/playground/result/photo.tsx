import type { SyntheticEvent } from "react";
import type { Picture } from "./pictures.ts";

/** A photo's thumbnail and name, as the head of a row. */
export function Photo({ picture }: { readonly picture: Picture }) {
  return (
    <span className="result-photo">
      {picture.thumbnail && <img src={picture.thumbnail} alt="" onError={hide} />}
      <span>{picture.name}</span>
    </span>
  );
}

/** The server reads formats that browsers do not, and some bytes are no image at all. */
function hide({ currentTarget }: SyntheticEvent<HTMLImageElement>): void {
  currentTarget.hidden = true;
}
