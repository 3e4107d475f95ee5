/**
 * A runtime's error about a certificate that it does not accept, in words of the runtime's own, as what a person
 * can do about it. Browsers give a page nothing of it.
 */

/** What is wrong, the most specific first; `no_tls`: there is no certificate, since nobody speaks TLS there. */
export type CertificateFault =
  | "expired"
  | "not_valid_yet"
  | "other_name"
  | "of_an_authority"
  | "unknown_issuer"
  | "not_accepted"
  | "no_tls";

const SIGNS: readonly (readonly [RegExp, CertificateFault])[] = [
  [/\bExpired|certificate expired/, "expired"],
  [/NotValidYet|not valid yet/, "not_valid_yet"],
  [/NotValidForName|not valid for name/, "other_name"],
  [/CaUsedAsEndEntity/, "of_an_authority"],
  [/UnknownIssuer|SelfSigned/i, "unknown_issuer"],
  [/invalid peer certificate/, "not_accepted"],
  [
    /InvalidContentType|corrupt message|tls handshake eof|HandshakeFailure|ProtocolVersion/i,
    "no_tls",
  ],
];

/** The fault that an error's text names; null where it is none of a certificate. */
export function certificateFault(text: string): CertificateFault | null {
  return SIGNS.find(([sign]) => sign.test(text))?.[1] ?? null;
}

/** Sentences for whoever wants to connect, not for who runs the server. */
export const CERTIFICATE_FAULTS: Readonly<Record<CertificateFault, string>> = {
  expired: "The server's certificate has expired.",
  not_valid_yet: "The server's certificate is not valid yet: check the clocks of both machines.",
  other_name: "The server's certificate is for another name than the one asked for.",
  // which no runtime here takes, trusted or not
  of_an_authority: "The server's certificate is that of an authority, and signed itself: " +
    "the server needs one with CA:FALSE.",
  unknown_issuer: "The server's certificate is self-signed, or its issuer is not trusted here: " +
    "name the file with the issuer's certificate in DENO_CERT, or set DENO_TLS_CA_STORE=system " +
    "if this machine trusts it.",
  not_accepted: "The server's certificate is not accepted here.",
  no_tls: "What answers there speaks no TLS: ask for http:// instead of https://.",
};
