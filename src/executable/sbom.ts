/** What of other people's work goes into the executable, as CycloneDX 1.5: read from the lock. Pure. */

/** The part of a lock that is read. */
interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<
    Record<string, { readonly integrity: string; readonly dependencies?: readonly string[] }>
  >;
}

interface SbomOptions {
  readonly name: string;
  readonly version: string;
  /** The runtime's. */
  readonly deno: string;
  /** When it was released, ISO 8601. */
  readonly at: string;
  /** Packages that the program imports; what these import follows from the lock. */
  readonly imported: readonly string[];
}

/** The document. Packages that are in the lock for tests alone are left out. */
export function sbomOf(lock: Lock, { name, version, deno, at, imported }: SbomOptions): object {
  const found = new Map<string, readonly string[]>();
  const visit = (specifier: string): string | null => {
    const key = keyOf(lock, specifier);
    if (key === null) return null;
    if (!found.has(key)) {
      found.set(key, []);
      const below = (lock.npm[key]?.dependencies ?? []).map(visit);
      found.set(key, below.filter((one) => one !== null));
    }
    return key;
  };
  const roots = imported.map(visit).filter((one) => one !== null);
  const packages = [...found.keys()].sort();
  const application = `${name}@${version}`;
  const runtime = { ref: `pkg:github/denoland/deno@v${deno}`, dependsOn: [] };
  return {
    bomFormat: "CycloneDX",
    specVersion: "1.5",
    version: 1,
    metadata: {
      timestamp: at,
      component: { type: "application", "bom-ref": application, name, version },
    },
    components: [
      { type: "platform", "bom-ref": runtime.ref, name: "deno", version: deno, purl: runtime.ref },
      ...packages.map((key) => ({
        type: "library",
        "bom-ref": purlOf(key),
        ...partsOf(key),
        purl: purlOf(key),
        hashes: [{ alg: "SHA-512", content: hexOf(lock.npm[key]?.integrity ?? "") }],
      })),
    ],
    dependencies: [
      { ref: application, dependsOn: [runtime.ref, ...new Set(roots.map(purlOf))] },
      runtime,
      ...packages.map((key) => ({
        ref: purlOf(key),
        dependsOn: (found.get(key) ?? []).map(purlOf),
      })),
    ],
  };
}

/** A package in the lock, which names it without its version where there is only one. */
function keyOf({ specifiers, npm }: Lock, specifier: string): string | null {
  const version = specifiers[`npm:${specifier}`];
  const { name } = partsOf(specifier);
  const exact = version === undefined ? specifier : `${name}@${version}`;
  return Object.keys(npm).find((key) => key === exact) ??
    Object.keys(npm).find((key) => partsOf(key).name === name) ?? null;
}

function partsOf(key: string): { readonly name: string; readonly version: string } {
  const [, name = key, version = ""] = /^(@?[^@]+)(?:@([^_]+))?/.exec(key) ?? [];
  return { name, version };
}

function purlOf(key: string): string {
  const { name, version } = partsOf(key);
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

function hexOf(integrity: string): string {
  const bytes = atob(integrity.replace(/^sha512-/, ""));
  return [...bytes].map((one) => one.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
