/** What members are called: as shown, no two names are the same [W5]. */
import { NAME_LENGTH_MAX } from "./limits.ts";

/** [W5] `ana`, or `ana (2)` where there is an ana already: as shown names differ, so do people. */
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
 * [W5] Two names are the same if a person may take them for the same: width, case and joiners aside. Case
 * goes both ways, because some letters fold only in one (ß and SS, ς and σ).
 */
export function sameName(name: string): string {
  // most names: a room of a thousand compares each newcomer's with all
  if (/^[ -~]*$/.test(name)) return name.toUpperCase();
  const bare = name.replace(/[\u200C\u200D\uFE0E\uFE0F]/g, "");
  // composed once more, because changing case takes some letters apart (ΐ)
  return bare.normalize("NFKC").toLowerCase().toUpperCase().normalize("NFKC");
}
