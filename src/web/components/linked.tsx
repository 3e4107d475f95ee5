/** People's text, with its links, and never as anything but text. */
import type { ComponentChildren } from "preact";
import { piecesOf, safeHref } from "../pure/links.ts";

/** A link out of the page, which learns nothing of where it was pressed. */
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
