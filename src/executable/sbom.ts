/** Makes the SBOM of the executable (CycloneDX 1.5) from the lock file. Pure. */

/** The parts of `deno.lock` that are read. */
interface Lock {
  readonly specifiers: Readonly<Record<string, string>>;
  readonly npm: Readonly<
    Record<string, { readonly integrity: string; readonly dependencies?: readonly string[] }>
  >;
}

interface SbomOptions {
  readonly name: string;
  readonly version: string;
  /** The version of the runtime. */
  readonly deno: string;
  /** The time of the release, ISO 8601. */
  readonly at: string;
  /** Packages that the program imports directly. */
  readonly imported: readonly string[];
}

/** The document, with these packages and all that they depend on. */
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

/** The key of a package in the lock; a specifier may be without its version if there is only one. null: not found. */
function keyOf({ specifiers, npm }: Lock, specifier: string): string | null {
  const version = specifiers[`npm:${specifier}`];
  const { name } = partsOf(specifier);
  const exact = version === undefined ? specifier : `${name}@${version}`;
  return Object.keys(npm).find((key) => key === exact) ??
    Object.keys(npm).find((key) => partsOf(key).name === name) ?? null;
}

/** Name and version in a key or specifier; "" if it has no version. */
function partsOf(key: string): { readonly name: string; readonly version: string } {
  const [, name = key, version = ""] = /^(@?[^@]+)(?:@([^_]+))?/.exec(key) ?? [];
  return { name, version };
}

function purlOf(key: string): string {
  const { name, version } = partsOf(key);
  return `pkg:npm/${name.replace("@", "%40")}@${version}`;
}

/** The hash of an `integrity` in hexadecimal. */
function hexOf(integrity: string): string {
  const bytes = atob(integrity.replace(/^sha512-/, ""));
  return [...bytes].map((one) => one.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}
