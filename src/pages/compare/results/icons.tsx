/** Drawn, because not every system's fonts have the characters. What they say stands beside them. */

export function Check() {
  return (
    <svg className="icon" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M1.5 6.5l3 3 6-7" fill="none" stroke="currentColor" strokeWidth="1.8" />
    </svg>
  );
}

export function Star() {
  return (
    <svg className="icon" viewBox="0 0 12 12" aria-hidden="true">
      <path
        d="M6 .8l1.6 3.4 3.7.4-2.8 2.5.8 3.7L6 8.9l-3.3 1.9.8-3.7L.7 4.6l3.7-.4z"
        fill="currentColor"
      />
    </svg>
  );
}

export function Diamond() {
  return (
    <svg className="icon" viewBox="0 0 12 12" aria-hidden="true">
      <path d="M6 1l5 5-5 5-5-5z" fill="currentColor" />
    </svg>
  );
}
