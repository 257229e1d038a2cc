import { useState } from "react";
import type { Photo } from "../types.ts";

/** With more labels than these, a list has them once somebody is about to open it. */
const FEW = 30;

/** The label that is right for a photo, to be chosen. It may be none of the labels. */
export function ExpectedLabel(props: {
  photo: Photo;
  labels: readonly string[];
  onExpect: (photoId: string, label: string | null) => void;
}) {
  const { photo, labels, onExpect } = props;
  const { expected } = photo;
  const [touched, setTouched] = useState(false);
  const open = touched || labels.length <= FEW;
  const known = expected === null || labels.includes(expected);
  return (
    <label className="expected">
      <span>Right label</span>
      <select
        aria-label={`Right label of ${photo.name}`}
        value={expected ?? ""}
        onPointerEnter={() => setTouched(true)}
        onPointerDown={() => setTouched(true)}
        onFocus={() => setTouched(true)}
        onChange={({ target }) => onExpect(photo.id, target.value || null)}
      >
        <option value="">not said</option>
        {!(open && known) && expected !== null && (
          <option value={expected}>{known ? expected : `${expected} (none of the labels)`}</option>
        )}
        {open &&
          labels.map((label) => (
            <option key={label} value={label}>
              {label}
            </option>
          ))}
      </select>
    </label>
  );
}
