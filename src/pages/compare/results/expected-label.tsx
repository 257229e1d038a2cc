import type { Photo } from "../types.ts";

/**
 * The label that is right for a photo, to be chosen. All labels are options only once `open`: in
 * every row they would be more elements than all the bars.
 */
export function ExpectedLabel(props: {
  photo: Photo;
  labels: readonly string[];
  open: boolean;
  onExpect: (photoId: string, label: string | null) => void;
}) {
  const { photo, labels, open, onExpect } = props;
  const { expected } = photo;
  const known = expected === null || labels.includes(expected);
  return (
    <label className="expected">
      <span>Right label</span>
      <select
        aria-label={`Right label of ${photo.name}`}
        value={expected ?? ""}
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
