/** Members' names: no two in a room look the same [W5]. */
import { NAME_LENGTH_MAX } from "./limits.ts";

/** Somebody or something with a name. It is immutable: another name makes another object. */
interface Named {
  readonly name: string;
}

/** [W5] The wanted name, or with a suffix (`Ana (2)`) if that is taken. */
export function freeName(wanted: string, others: Iterable<Named>): string {
  const taken = new Set<string>();
  for (const other of others) taken.add(sameNameOf(other));
  if (!taken.has(sameName(wanted))) return wanted;
  let [stem, same, suffixLength] = ["", "", 0];
  for (let number = 2;; number++) {
    const suffix = ` (${number})`;
    if (suffix.length > suffixLength) {
      suffixLength = suffix.length;
      stem = stemOf(wanted, NAME_LENGTH_MAX - suffixLength);
      same = sameName(stem);
    }
    // a suffix begins with a space and is ASCII, so it changes nothing before it
    if (!taken.has(same + suffix)) return stem + suffix;
  }
}

/** The beginning of a name, with which a suffix makes a name. */
function stemOf(name: string, lengthMax: number): string {
  const cut = [...name].slice(0, lengthMax).join("");
  return cut.replace(/[\s\u200C\u200D\uFE0E\uFE0F]+$/, "");
}

/** What `sameNameOf` has returned: some names take as long as a vote, and whoever wants one is compared with all. */
const KNOWN = new WeakMap<Named, string>();

/** The form in which the name is compared. */
export function sameNameOf(named: Named): string {
  const known = KNOWN.get(named);
  if (known !== undefined) return known;
  const same = sameName(named.name);
  KNOWN.set(named, same);
  return same;
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
