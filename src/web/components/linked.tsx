/** A text of people, with links, and nothing else interpreted. */
import type { ComponentChildren } from "preact";
import { piecesOf, safeHref } from "../pure/links.ts";

/** A link to another site, which does not learn where it was followed. */
export function OutsideLink(
  { href, children }: { readonly href: string | undefined; readonly children: ComponentChildren },
) {
  const safe = href === undefined ? null : safeHref(href);
  if (safe === null) return <>{children}</>;
  return <a href={safe} target="_blank" rel="noreferrer noopener">{children}</a>;
}

export function LinkedText({ text }: { readonly text: string }) {
  return (
    <>
      {piecesOf(text).map((piece, n) =>
        piece.kind === "link"
          ? <OutsideLink key={n} href={piece.href}>{piece.text}</OutsideLink>
          : piece.text
      )}
    </>
  );
}
