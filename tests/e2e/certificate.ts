/** Certificates for tests, made by openssl: an authority of its own for each, and what it signed. */
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

/** Registers a test that makes certificates; ignored where that is not possible. */
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
  /** Whose it is; default: `localhost`. */
  readonly name?: string;
  /** For how long it is valid from now; less than nothing: it is over. */
  readonly days?: number;
  readonly usage?: string;
  /** Another one, whose authority signs this one, too; default: an authority of its own. */
  readonly beside?: Certificate;
}

/** Makes one. */
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
 * Makes one for `localhost` that no authority signed. What openssl makes by default may sign others
 * itself, as an authority; what programs make for themselves mostly may not.
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
