/** Which projects of a GitLab or GitHub a tracker covers, by its address. Pure. */

/** A project, a group, or everything, and the keys of tickets in it: `shop#12`, `acme/shop#12`. */
export interface Scope {
  /** Below the site: `acme/shop`; "": everything. */
  readonly path: string;
  /** The key of a ticket; null: the project is outside the scope. */
  keyOf(project: string, number: number): string | null;
  /** The project and number of a key; null: it is no key, or outside the scope. */
  parse(key: string): { readonly project: string; readonly number: number } | null;
}

/** The form of a key: a project's path and a number. */
export const PROJECT_KEY = /^[\w.+-]+(?:\/[\w.+-]+)*#[1-9]\d{0,11}$/;

/** The scope of a path. Its keys begin with the last name of the path, so that they are short. */
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

/** Paths are case-insensitive on both. */
function same(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}
