/** Initials and colours, for places that are too small for a person's name. Pure. */

/** A letter with its combining marks, a digit, or a pictograph. */
const SIGN = /[\p{L}\p{N}]\p{M}*|\p{Extended_Pictographic}/u;

/** How many hues there are: as many as eyes can distinguish at the same lightness. */
const HUES = 10;

/** "AF" of Ana Featherstone, "A" of Ana, "A2" of ana (2). */
export function initials(name: string): string {
  const signs = name.split(/[\s._-]+/u).flatMap((part) => SIGN.exec(part)?.[0] ?? []);
  const [first = "·", ...others] = signs;
  return (first + (others.at(-1) ?? "")).toLocaleUpperCase();
}

/** The hue of a name, in degrees. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const sign of name) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) >>> 0;
  return (hash % HUES) * (360 / HUES);
}
