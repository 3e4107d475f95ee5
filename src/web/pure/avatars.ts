/** What stands for a person where there is no room for the name. Pure. */

/** A letter with what is written over it, a digit, or a picture. */
const SIGN = /[\p{L}\p{N}]\p{M}*|\p{Extended_Pictographic}/u;

/** As many colours as eyes can distinguish, all of one lightness. */
const HUES = 10;

/** "AF" of Ana Featherstone, "A" of Ana, "A2" of ana (2). */
export function initials(name: string): string {
  const signs = name.split(/[\s._-]+/u).flatMap((part) => SIGN.exec(part)?.[0] ?? []);
  const [first = "·", ...others] = signs;
  return (first + (others.at(-1) ?? "")).toLocaleUpperCase();
}

/** The same for the same name, in degrees. */
export function hueOf(name: string): number {
  let hash = 0;
  for (const sign of name) hash = (hash * 31 + (sign.codePointAt(0) ?? 0)) >>> 0;
  return (hash % HUES) * (360 / HUES);
}
