/**
 * Which module imports which, as `deno info` sees it: what the compiler reads is what is checked. It asks no
 * network: of a package nothing but its name is of interest.
 */
const ROOT = new URL("../", import.meta.url);

export interface Import {
  readonly from: string;
  /** A path from the root, or a package's name. */
  readonly to: string;
  readonly typesOnly: boolean;
  /** Loaded when it is asked for, not with the importing module. */
  readonly onDemand: boolean;
}

export interface ModuleGraph {
  /** Every module of ours that can be reached, by its path from the root. */
  readonly modules: ReadonlySet<string>;
  readonly imports: readonly Import[];
  /** What can't be found or read. */
  readonly broken: readonly string[];
}

interface Info {
  readonly modules: readonly {
    readonly specifier: string;
    readonly error?: string;
    readonly dependencies?: readonly Dependency[];
  }[];
}

interface Dependency {
  readonly specifier: string;
  readonly code?: { readonly specifier?: string };
  readonly type?: { readonly specifier?: string };
  readonly isDynamic?: boolean;
}

/** Everything that these entrances lead to. */
export async function readModuleGraph(entrances: readonly string[]): Promise<ModuleGraph> {
  const modules = new Set<string>();
  const imports: Import[] = [];
  const broken = new Set<string>();
  for (const info of await Promise.all(entrances.map(readInfo))) {
    for (const { specifier, error, dependencies = [] } of info.modules) {
      const from = pathOf(specifier);
      if (from === null) continue;
      if (error !== undefined) broken.add(from);
      else if (!modules.has(from)) imports.push(...dependencies.map((one) => importOf(from, one)));
      if (error === undefined) modules.add(from);
    }
  }
  return { modules, imports, broken: [...broken] };
}

async function readInfo(entrance: string): Promise<Info> {
  const args = ["info", "--json", "--no-npm", "--no-remote", "--no-lock", entrance];
  const { success, stdout, stderr } = await new Deno.Command(Deno.execPath(), { args, cwd: ROOT })
    .output();
  if (!success) throw new Error(`deno info ${entrance}: ${new TextDecoder().decode(stderr)}`);
  return JSON.parse(new TextDecoder().decode(stdout));
}

/** An import as it stands in `deno info`; one of types alone has no `code`. */
export function importOf(from: string, { specifier, code, type, isDynamic }: Dependency): Import {
  const found = (code ?? type)?.specifier ?? specifier;
  return {
    from,
    to: pathOf(found) ?? specifier,
    typesOnly: code === undefined,
    onDemand: isDynamic ?? false,
  };
}

function pathOf(specifier: string): string | null {
  return specifier.startsWith(ROOT.href) ? specifier.slice(ROOT.href.length) : null;
}

/** Modules that can't be loaded one after the other: each path from one of them back to itself, once. */
export function circlesOf(imports: readonly Import[]): readonly string[] {
  const loads = new Map<string, string[]>();
  for (const { from, to, typesOnly, onDemand } of imports) {
    if (!typesOnly && !onDemand) loads.set(from, [...loads.get(from) ?? [], to]);
  }
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (path: string, way: readonly string[]): void => {
    if (way.includes(path)) {
      circles.push([...way.slice(way.indexOf(path)), path].join(" -> "));
      return;
    }
    if (done.has(path)) return;
    for (const next of loads.get(path) ?? []) visit(next, [...way, path]);
    done.add(path);
  };
  for (const path of loads.keys()) visit(path, []);
  return circles;
}

/**
 * Pairs of files that bear one name in sight of each other: in one folder or one below the other, or imported by
 * one module, or one by the other. A library's door is called mod.ts wherever it
 * is, and a program's main.ts.
 */
export function namesakes(paths: Iterable<string>, imports: readonly Import[]): readonly string[] {
  const byName = new Map<string, string[]>();
  for (const path of paths) {
    const name = path.replace(/^.*\//, "").replace(/\.tsx?$/, "");
    if (name === "mod" || name === "main") continue;
    byName.set(name, [...byName.get(name) ?? [], path]);
  }
  const importers = (path: string) =>
    new Set([path, ...imports.filter(({ to }) => to === path).map(({ from }) => from)]);
  const found: string[] = [];
  for (const namesakes of byName.values()) {
    for (const [at, one] of namesakes.entries()) {
      for (const other of namesakes.slice(at + 1)) {
        const isInSight = isBelow(one, other) || isBelow(other, one) ||
          importers(one).intersection(importers(other)).size > 0;
        if (isInSight) found.push(`${one} and ${other}`);
      }
    }
  }
  return found;
}

/** Whether a file is in the other one's folder, or in one below it. */
function isBelow(path: string, other: string): boolean {
  return path.startsWith(other.slice(0, other.lastIndexOf("/") + 1));
}
