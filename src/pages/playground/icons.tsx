/** On the toolbar's button that attaches files. */
export function CameraIcon() {
  return (
    <svg className="graphiql-toolbar-icon" viewBox="0 0 24 24" fill="none" aria-hidden="true">
      <path
        d="M3 8.5A1.5 1.5 0 0 1 4.5 7H7l1.6-2.5h6.8L17 7h2.5A1.5 1.5 0 0 1 21 8.5v9a1.5 1.5 0 0 1-1.5 1.5h-15A1.5 1.5 0 0 1 3 17.5z"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinejoin="round"
      />
      <circle cx="12" cy="13" r="3.6" stroke="currentColor" strokeWidth="1.8" />
    </svg>
  );
}

/** In place of a video's thumbnail. */
export function FilmIcon() {
  return (
    <svg className="film" viewBox="0 0 48 36" fill="none" aria-hidden="true">
      <rect x="10" y="8" width="28" height="20" rx="3" stroke="currentColor" strokeWidth="2" />
      <path d="M21 13.5v9l8-4.5z" fill="currentColor" />
    </svg>
  );
}
