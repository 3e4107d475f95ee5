/** Finds the system calls that a unit allows, by the groups of the installed systemd. */

/** Address families by their names in units: the numbers of Linux. */
const FAMILIES: Readonly<Record<string, number>> = { AF_UNIX: 1, AF_INET: 2, AF_INET6: 10 };

interface Confinement {
  readonly calls: readonly string[];
  readonly families: readonly number[];
}

/** What `SystemCallFilter=` and `RestrictAddressFamilies=` of this unit leave. */
export async function confinementOf(unit: string): Promise<Confinement> {
  const groups = await syscallGroups();
  const calls = new Set<string>();
  for (const line of valuesOf(unit, "SystemCallFilter")) {
    const takesAway = line.startsWith("~");
    if (calls.size === 0) {
      if (takesAway) {
        throw new Error("a filter that forbids some and allows the rest is not read here");
      }
      for (const name of expanded("@default", groups)) calls.add(name); // always, with a list of what is allowed
    }
    for (const word of line.replace("~", "").split(/\s+/)) {
      for (const name of expanded(word, groups)) {
        if (takesAway) calls.delete(name);
        else calls.add(name);
      }
    }
  }
  const families = valuesOf(unit, "RestrictAddressFamilies").flatMap((line) => line.split(/\s+/))
    .map((name) => {
      const number = FAMILIES[name];
      if (number === undefined) throw new Error(`no number for ${name}`);
      return number;
    });
  return { calls: [...calls], families };
}

function valuesOf(unit: string, setting: string): string[] {
  return [...unit.matchAll(new RegExp(`^${setting}=(.+)$`, "gm"))].map(([, value = ""]) => value);
}

function expanded(word: string, groups: ReadonlyMap<string, readonly string[]>): string[] {
  if (!word.startsWith("@")) return [word];
  const members = groups.get(word);
  if (members === undefined) throw new Error(`systemd knows no ${word}`);
  return members.flatMap((member) => expanded(member, groups));
}

/** Every group of systemd's, with the calls and groups in it. */
async function syscallGroups(): Promise<ReadonlyMap<string, readonly string[]>> {
  const { stdout } = await new Deno.Command("systemd-analyze", { args: ["syscall-filter"] })
    .output();
  const groups = new Map<string, string[]>();
  let group: string[] = [];
  for (const line of new TextDecoder().decode(stdout).split("\n")) {
    const word = line.trim();
    if (word === "" || word.startsWith("#")) continue;
    if (line.startsWith(" ")) group.push(word);
    else groups.set(word, group = []);
  }
  return groups;
}
