/** Makes certificates for tests with openssl, each signed by an authority of its own. */
import { permittedTest } from "../permitted.ts";
import { giveToProgram } from "../program.ts";
import { printError } from "../print.ts";

const mayRun = (await Deno.permissions.query({ name: "run" })).state === "granted";
/** Whether certificates can be made. */
export const hasOpenssl = mayRun && await succeeds("openssl", ["version"]);

if (mayRun && !hasOpenssl) {
  printError(
    "TESTS WITH CERTIFICATES WERE NOT RUN: THEY NEED openssl. INSTALL IT WITH: apt-get install openssl",
  );
}

/** Registers a test that makes certificates; it is ignored if openssl is missing. */
export function certificateTest(name: string, fn: () => Promise<void>): void {
  permittedTest(name, fn, { where: hasOpenssl });
}

/** A certificate and its key, in files. */
export interface OwnCertificate extends AsyncDisposable {
  readonly folder: string;
  /** Paths of the certificate and its key. */
  readonly cert: string;
  readonly key: string;
}

export interface Certificate extends OwnCertificate {
  /** The authority's certificate, PEM, and its path. */
  readonly ca: string;
  readonly caFile: string;
}

interface CertificateOptions {
  /** Its host name; `localhost` by default. */
  readonly name?: string;
  /** For how many days it is valid; negative: it has expired. */
  readonly days?: number;
  readonly usage?: string;
  /** Another certificate whose authority signs this one, too; by default it gets an authority of its own. */
  readonly beside?: Certificate;
}

/** Makes a certificate. */
export async function makeCertificate(
  { name = "localhost", days = 2, usage = "serverAuth", beside }: CertificateOptions = {},
): Promise<Certificate> {
  const folder = await Deno.makeTempDir();
  const authority = beside?.folder ?? folder;
  const [cert, key] = [`${folder}/cert.pem`, `${folder}/key.pem`];
  const [caFile, caKey] = [`${authority}/ca.pem`, `${authority}/ca-key.pem`];
  const request = `${folder}/request.pem`;
  const extensions = `${folder}/extensions`;
  await Deno.writeTextFile(
    extensions,
    `subjectAltName=DNS:${name}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=${usage}\n`,
  );
  if (beside === undefined) {
    const files = ["-keyout", caKey, "-out", caFile];
    await openssl(["req", "-x509", ...NEW_KEY, ...files, "-days", "9", "-subj", "/CN=authority"]);
  }
  await openssl(["req", ...NEW_KEY, "-keyout", key, "-out", request, "-subj", `/CN=${name}`]);
  await openssl([
    "x509",
    "-req",
    "-in",
    request,
    "-CA",
    caFile,
    "-CAkey",
    caKey,
    "-CAcreateserial",
    "-out",
    cert,
    "-days",
    `${days}`,
    "-extfile",
    extensions,
  ]);
  giveToProgram(folder, cert, key);
  return {
    folder,
    cert,
    key,
    ca: await Deno.readTextFile(caFile),
    caFile,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

/**
 * Makes a self-signed certificate for `localhost`. By default openssl makes one of an authority (CA:TRUE); programs
 * mostly make themselves one that is not.
 */
export async function makeSelfSigned(
  { as }: { readonly as: "authority" | "server" },
): Promise<OwnCertificate> {
  const folder = await Deno.makeTempDir();
  const [cert, key] = [`${folder}/cert.pem`, `${folder}/key.pem`];
  const files = ["-keyout", key, "-out", cert, "-days", "2"];
  const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
  const server = as === "server" ? ["-addext", "basicConstraints=CA:FALSE"] : [];
  await openssl(["req", "-x509", ...NEW_KEY, ...files, ...subject, ...server]);
  giveToProgram(folder, cert, key);
  return {
    folder,
    cert,
    key,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

const NEW_KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];

async function succeeds(command: string, args: string[]): Promise<boolean> {
  try {
    return (await new Deno.Command(command, { args }).output()).success;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}

async function openssl(args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args: [...args] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
