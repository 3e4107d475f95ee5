/** Recognises a runtime's errors about certificates, and says what a person can do. Browsers don't report them. */

/** What is wrong, the most specific first; `no_tls`: the server does not speak TLS. */
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

/** The fault in an error's text; null: it is not about a certificate. */
export function certificateFault(text: string): CertificateFault | null {
  return SIGNS.find(([sign]) => sign.test(text))?.[1] ?? null;
}

/** Sentences for the person who connects, not for the operator. */
export const CERTIFICATE_FAULTS: Readonly<Record<CertificateFault, string>> = {
  expired: "The server's certificate has expired.",
  not_valid_yet: "The server's certificate is not valid yet: check the clocks of both machines.",
  other_name: "The server's certificate is for another name than the one asked for.",
  // no runtime accepts it, even if it is trusted
  of_an_authority: "The server's certificate is that of an authority, and signed itself: " +
    "the server needs one with CA:FALSE.",
  unknown_issuer: "The server's certificate is self-signed, or its issuer is not trusted here: " +
    "name the file with the issuer's certificate in DENO_CERT, or set DENO_TLS_CA_STORE=system " +
    "if this machine trusts it.",
  not_accepted: "The server's certificate is not accepted here.",
  no_tls: "The server there does not speak TLS: use http:// instead of https://.",
};
