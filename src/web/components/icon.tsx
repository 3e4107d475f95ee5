/** The page's icons, drawn as lines. They are decoration: there is always a text as well. */

const PATHS = {
  close: "M6 6l12 12M18 6L6 18",
  check: "M5 12.5l4.5 4.5L19 7.5",
  copy: "M9 9h10v11H9zM5 15V4h10",
  link:
    "M10 14a4 4 0 0 0 6 .5l3-3a4 4 0 0 0-6-6l-1.500 1.500M14 10a4 4 0 0 0-6-.5l-3 3a4 4 0 0 0 6 6l1.500-1.500",
  share: "M12 15V4M7.500 8L12 3.500 16.500 8M6 12v8h12v-8",
  people:
    "M9 11a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7zM2.500 20c0-3.500 2.900-6 6.500-6s6.500 2.500 6.500 6M16 4.300a3.500 3.500 0 0 1 0 6.400M18 14.300c2.200.9 3.500 3 3.500 5.700",
  eye:
    "M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12zM12 14.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5z",
  clock: "M12 21a8.500 8.500 0 1 0 0-17 8.500 8.500 0 0 0 0 17zM12 8v4.800l3 1.800",
  up: "M12 19V6M6.500 11.500L12 6l5.500 5.500",
  down: "M12 5v13M6.500 12.500L12 18l5.500-5.500",
  top: "M5 4h14M12 20V9M6.500 14L12 8.500l5.500 5.500",
  grip: "M9 6h.01M9 12h.01M9 18h.01M15 6h.01M15 12h.01M15 18h.01",
  chevron: "M7 10l5 5 5-5",
  edit: "M4 20l1-4L16 5l3 3L8 19zM14 7l3 3",
  plus: "M12 5v14M5 12h14",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  menu: "M5 7h14M5 12h14M5 17h14",
  download: "M12 4v11M7 10.500l5 5 5-5M5 20h14",
  upload: "M12 15V4M7 8.500L12 4l5 4.500M5 20h14",
  list: "M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01",
  away:
    "M3 3l18 18M8.500 16a5 5 0 0 1 6 0M5 12.500a10 10 0 0 1 4-2.300M14 10a10 10 0 0 1 5 2.500M12 19.500h.01",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { readonly name: IconName }) {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
