/** The name of the thing, with its two cards. */
export function Logo() {
  return (
    <span class="logo">
      <svg viewBox="0 0 32 32" aria-hidden="true" focusable="false">
        <rect class="back" x="3" y="5" width="15" height="22" rx="3" transform="rotate(-9 10 16)" />
        <rect class="front" x="12" y="5" width="16" height="22" rx="3" />
        <path d="M17 12h6M17 16h5M17 20h6" />
      </svg>
      estimatex
    </span>
  );
}
