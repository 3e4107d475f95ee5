/** Checks whether the server can be reached, and whether a proxy answers for it. */
import { messageOf } from "../../base/message_of.ts";
import { type CertificateFault, certificateFault } from "../../client/certificate.ts";
import { exchange, type HttpAnswer } from "./exchange.ts";
import type { Credentials } from "./credentials.ts";
import { type Check, failed, ok, warning } from "./report.ts";
import type { Target } from "./target.ts";

/** Checks whether the server answers; with its answer, if there was any. */
export async function checkReach(
  target: Target,
  { headers }: Pick<Credentials, "headers">,
): Promise<{ readonly check: Check; readonly answer: HttpAnswer | null }> {
  const name = target.secure ? "https" : "http";
  const path = target.path.replace(/ws$/, "healthz");
  try {
    const answer = await exchange(target, path, { ...headers, Connection: "close" });
    return { check: healthCheck(name, answer), answer };
  } catch (error) {
    const { message, advice } = whyUnreached(error, target);
    return { check: failed(name, message, advice), answer: null };
  }
}

function healthCheck(name: string, answer: HttpAnswer): Check {
  const { status, body, tookMs } = answer;
  const health = /"status":"(ok|draining|degraded)"/.exec(body)?.[1];
  const took = `${Math.round(tookMs)} ms`;
  if (status === 200 && health === "ok") {
    return ok(name, `the server answers, in ${took}`);
  }
  if (status === 200 && health !== undefined) {
    return warning(
      name,
      `the server answers, in ${took}, and says it is ${health}`,
      health === "draining" ? "it is being stopped: try again later" : "look at its log",
    );
  }
  const message = `something answers /healthz with status ${status}`;
  const elsewhere = sentElsewhere(answer);
  if (elsewhere !== null) {
    const [what, advice] = elsewhere;
    return warning(name, `${message}: ${what}`, advice);
  }
  return warning(
    name,
    `${message}, but not as this server does`,
    "let the proxy pass /healthz on, if it is to watch the server",
  );
}

/** If an answer redirects to a sign-in or to another address, what it does, and advice; null: it does not. */
export function sentElsewhere(
  { status, headers }: Pick<HttpAnswer, "status" | "headers">,
): readonly [string, string] | null {
  if ([401, 407].includes(status)) return ["it asks for a sign-in", SIGN_IN_ADVICE];
  const location = headers.get("location");
  if (location === null || !REDIRECTS.includes(status)) return null;
  // what stands behind the path may be a secret, and is long
  const [to = ""] = location.split(/[?#]/);
  return [
    `it sends on to ${to.slice(0, LOCATION_LENGTH_MAX)}`,
    `if the server is there, ask for that address; if it is a sign-in, ${SIGN_IN_ADVICE}`,
  ];
}

const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308];
const LOCATION_LENGTH_MAX = 200;

const SIGN_IN_ADVICE =
  "name a file with --header-file whose headers the proxy lets programs pass with, such as " +
  "Authorization: Bearer TOKEN";

/** Explains why there was no answer. The runtime tells the reason only in the error's message. */
export function whyUnreached(
  error: unknown,
  { hostname, port, secure }: Target,
): { readonly message: string; readonly advice: string } {
  const text = messageOf(error);
  const where = `${hostname} port ${port}`;
  const fault = certificateFault(text);
  const found = fault !== null
    ? CERTIFICATES[fault]
    : REASONS.find(([pattern]) => pattern.test(text))?.[1];
  if (found !== undefined) {
    const [what, advice] = found;
    return { message: `${what}${namesIn(text)} (${where})`, advice };
  }
  if (/no HTTP answer|invalid HTTP version|reset|unexpected/i.test(text) && !secure) {
    return {
      message: `${where} accepts the connection but does not speak HTTP`,
      advice: "if it speaks TLS, ask for https://; else look at what listens there",
    };
  }
  return { message: `can't connect to ${where}: ${text}`, advice: "check the address" };
}

/** The names that a certificate is for, if the runtime's error has them. */
function namesIn(text: string): string {
  const found = [...text.matchAll(/\b(?:DnsName|IpAddress)\("?([^")]{1,253})/g)];
  const names = found.slice(0, NAMES_MAX).map(([, name]) => name).join(", ");
  return names === "" ? "" : `: ${names}${found.length > NAMES_MAX ? ", ..." : ""}`;
}

/** How many names of a certificate are shown. */
const NAMES_MAX = 5;

const CERTIFICATES: Readonly<Record<CertificateFault, readonly [string, string]>> = {
  expired: ["the certificate has expired", "renew it, and restart what serves it"],
  not_valid_yet: ["the certificate is not valid yet", "check the clocks of both machines"],
  other_name: [
    "the certificate is for another name",
    "get one for the name that clients connect to",
  ],
  of_an_authority: [
    "the certificate is self-signed, as an authority's, which no client here takes for a server's",
    "make one with basicConstraints=CA:FALSE, and name it in DENO_CERT where clients run",
  ],
  unknown_issuer: [
    "the certificate is self-signed, or its issuer is not known here, or the chain is incomplete",
    "serve the whole chain of an authority that clients trust; for one of your own, name its " +
    "certificate in DENO_CERT, or set DENO_TLS_CA_STORE=system where the machine trusts it",
  ],
  not_accepted: ["the certificate is not accepted", "look at it with openssl s_client"],
  no_tls: [
    "it does not speak TLS",
    "ask for http://, or give it a certificate (--tls-cert, or the proxy's)",
  ],
};

const REASONS: readonly (readonly [RegExp, readonly [string, string]])[] = [
  [/lookup|Name or service|No such host|not known/i, ["there is no such host", "check the name"]],
  [/refused/i, ["nothing listens there", "start the server, or check the port and the firewall"]],
  [/in time|timed out/i, ["no answer in 10 s", "check the firewall and the proxy's backend"]],
  [/unreachable|no route/i, ["the network can't be reached", "check the network"]],
];

/** How much of a proxy's own name is shown, in characters. */
const PROXY_SHOWN_MAX = 60;

/** Reports whether a proxy identifies itself: then all clients have its address, unless `--trust-proxy` is set. */
export function checkForwarding({ headers }: HttpAnswer): Check {
  const name = "addresses";
  const proxy = headers.get("via") ?? headers.get("server");
  if (proxy === null) return ok(name, "no proxy identifies itself");
  return ok(
    name,
    `a proxy answers (${
      proxy.slice(0, PROXY_SHOWN_MAX)
    }): it must append to X-Forwarded-For, and ` +
      "the server needs --trust-proxy, or all clients count as one address",
  );
}
