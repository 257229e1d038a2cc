/** Where a cell is: a photo and a label, by their indexes. */
export interface Place {
  readonly photo: number;
  readonly label: number;
}

type Key = { readonly key: string; readonly ctrlKey: boolean };

/** Rows that Page Up and Page Down move by. */
const PAGE = 10;

/**
 * Where a key leads in a grid, by the practices of ARIA: arrows by one cell, Home and End along the
 * row, with Ctrl to the corners, Page Up and Page Down by several rows. Null for any other key.
 */
export function moved(
  { photo, label }: Place,
  { key, ctrlKey }: Key,
  size: { photos: number; labels: number },
): Place | null {
  const last = { photo: size.photos - 1, label: size.labels - 1 };
  const within = (place: Place): Place => ({
    photo: Math.max(0, Math.min(last.photo, place.photo)),
    label: Math.max(0, Math.min(last.label, place.label)),
  });
  switch (key) {
    case "ArrowLeft":
      return within({ photo, label: label - 1 });
    case "ArrowRight":
      return within({ photo, label: label + 1 });
    case "ArrowUp":
      return within({ photo: photo - 1, label });
    case "ArrowDown":
      return within({ photo: photo + 1, label });
    case "PageUp":
      return within({ photo: photo - PAGE, label });
    case "PageDown":
      return within({ photo: photo + PAGE, label });
    case "Home":
      return { photo: ctrlKey ? 0 : photo, label: 0 };
    case "End":
      return { photo: ctrlKey ? last.photo : photo, label: last.label };
    default:
      return null;
  }
}
