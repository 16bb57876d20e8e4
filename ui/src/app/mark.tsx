/** The mark: four jacks, one cord. The same drawing as icons/icon-small.svg. */
export function Mark() {
  return (
    <svg viewBox="0 0 16 16" className="size-5 shrink-0" aria-hidden>
      <rect width="16" height="16" rx="3.6" fill="#4F46E5" />
      <g fill="#A9A9F9">
        <circle cx="4.5" cy="4.5" r="1.6" />
        <circle cx="11.5" cy="11.5" r="1.6" />
      </g>
      <g fill="#FFFFFF">
        <circle cx="11.5" cy="4.5" r="2.1" />
        <circle cx="4.5" cy="11.5" r="2.1" />
      </g>
      <path d="M11.5 4.5C11.5 11 4.5 5 4.5 11.5" fill="none" stroke="#FFFFFF" strokeWidth="1.7" />
    </svg>
  );
}
