import { Fragment } from "react";

/** A name that breaks over lines between its words rather than in them. */
export function FileName({ name }: { name: string }) {
  return name.split(/(?<=[_\-\s])/).map((word, i) => (
    <Fragment key={i}>
      {word}
      <wbr />
    </Fragment>
  ));
}
