/** Finds links in people's text. Only http and https addresses become links, so that no typed text can be run. Pure. */

type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "link"; readonly text: string; readonly href: string };

/** The address, if it may be a link; null: it is shown as text. */
export function safeHref(text: string): string | null {
  try {
    const { protocol, href } = new URL(text);
    return protocol === "http:" || protocol === "https:" ? href : null;
  } catch {
    return null;
  }
}

/** Splits text into links and the text between them. Punctuation after an address is not a part of it. */
export function piecesOf(text: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let end = 0;
  const addText = (until: number) => {
    if (until > end) pieces.push({ kind: "text", text: text.slice(end, until) });
  };
  for (const { index, 0: found } of text.matchAll(/https?:\/\/[^\s<>"]+/gi)) {
    const link = found.replace(/[.,;:!?)\]}'*]+$/, "");
    const href = safeHref(link);
    if (href === null) continue;
    addText(index);
    pieces.push({ kind: "link", text: link, href });
    end = index + link.length;
  }
  addText(text.length);
  return pieces;
}
