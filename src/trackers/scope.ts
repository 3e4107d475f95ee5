/** Which projects a tracker is about, where its address names one, or a group of them. Pure. */

/** What the address of a GitLab or GitHub names, and how keys of its tickets are made: `shop#12`, `acme/shop#12`. */
export interface Scope {
  /** Below the site: `acme/shop`; empty: everything. */
  readonly path: string;
  /** The key of a ticket in a project; null: the project is none of these. */
  keyOf(project: string, number: number): string | null;
  /** The project and number of a key; null: it is not about these. */
  parse(key: string): { readonly project: string; readonly number: number } | null;
}

/** A project's path and a number. */
export const PROJECT_KEY = /^[\w.+-]+(?:\/[\w.+-]+)*#[1-9]\d{0,11}$/;

/** A key begins with the last name of the address, so that it is short and leads to nothing beside. */
export function scopeOf(path: string): Scope {
  const parent = path.includes("/") ? path.slice(0, path.lastIndexOf("/") + 1) : "";
  const isInside = (project: string) =>
    path === "" || same(project, path) || same(project.slice(0, path.length + 1), `${path}/`);
  return {
    path,
    keyOf(project, number) {
      return isInside(project) ? `${project.slice(parent.length)}#${number}` : null;
    },
    parse(key) {
      if (!PROJECT_KEY.test(key)) return null;
      const at = key.lastIndexOf("#");
      const project = parent + key.slice(0, at);
      const climbs = project.split("/").some((name) => /^\.+$/.test(name));
      return isInside(project) && !climbs ? { project, number: Number(key.slice(at + 1)) } : null;
    },
  };
}

/** Both trackers don't mind case. */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
