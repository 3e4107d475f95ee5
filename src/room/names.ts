/** Members' names: no two in a room look the same [W5]. */
import { NAME_LENGTH_MAX } from "./limits.ts";

/** [W5] The wanted name, or with a suffix (`Ana (2)`) if that is taken. */
export function freeName(wanted: string, others: Iterable<{ readonly name: string }>): string {
  const taken = new Set<string>();
  for (const { name } of others) taken.add(sameName(name));
  if (!taken.has(sameName(wanted))) return wanted;
  for (let number = 2;; number++) {
    const suffix = ` (${number})`;
    const cut = [...wanted].slice(0, NAME_LENGTH_MAX - suffix.length).join("");
    const name = cut.replace(/[\s\u200C\u200D\uFE0E\uFE0F]+$/, "") + suffix;
    if (!taken.has(sameName(name))) return name;
  }
}

/**
 * [W5] The form in which names are compared: names that look alike have the same, whatever their width, case and
 * joiners. Case is changed both ways, because some letters fold only in one (ß and SS, ς and σ).
 */
export function sameName(name: string): string {
  // fast path for ASCII: a newcomer's name is compared with all others in the room
  if (/^[ -~]*$/.test(name)) return name.toUpperCase();
  const bare = name.replace(/[\u200C\u200D\uFE0E\uFE0F]/g, "");
  // composed once more, because changing case takes some letters apart (ΐ)
  return bare.normalize("NFKC").toLowerCase().toUpperCase().normalize("NFKC");
}
