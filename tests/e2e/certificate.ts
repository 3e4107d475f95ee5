/** Certificates for tests, made by openssl: an authority of its own for each, and what it signed. */
import { giveToProgram } from "../program.ts";

export interface Certificate extends AsyncDisposable {
  readonly folder: string;
  /** Paths of the certificate and its key. */
  readonly cert: string;
  readonly key: string;
  /** The authority's certificate, PEM, and its path. */
  readonly ca: string;
  readonly ca_file: string;
}

/** Makes one for `name`, valid for `days` from now; less than nothing: over already. */
export async function makeCertificate({ name = "localhost", days = 2 } = {}): Promise<Certificate> {
  const folder = await Deno.makeTempDir();
  const [cert, key, ca_file, ca_key] = ["cert", "key", "ca", "ca-key"].map((it) =>
    `${folder}/${it}.pem`
  ) as [string, string, string, string];
  const request = `${folder}/request.pem`;
  const extensions = `${folder}/extensions`;
  await Deno.writeTextFile(
    extensions,
    `subjectAltName=DNS:${name}\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n`,
  );
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"];
  await openssl([
    "req",
    "-x509",
    ...newKey,
    "-keyout",
    ca_key,
    "-out",
    ca_file,
    "-days",
    "9",
    "-subj",
    "/CN=an authority",
  ]);
  await openssl(["req", ...newKey, "-keyout", key, "-out", request, "-subj", `/CN=${name}`]);
  await openssl([
    "x509",
    "-req",
    "-in",
    request,
    "-CA",
    ca_file,
    "-CAkey",
    ca_key,
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
    ca: await Deno.readTextFile(ca_file),
    ca_file,
    [Symbol.asyncDispose]: () => Deno.remove(folder, { recursive: true }),
  };
}

async function openssl(args: readonly string[]): Promise<void> {
  const { success, stderr } = await new Deno.Command("openssl", { args: [...args] }).output();
  if (!success) throw new Error(new TextDecoder().decode(stderr));
}
