/** Finds lines that surround a list but are no tickets: a chat's, a mail's, and remarks. Pure. */
import { detailsOf, type Layout } from "./details.ts";
import { hasBullet, hasMarkedId, type LineRead } from "./lines.ts";

/** A person's name or nickname: one word, or up to four that do not begin with a small letter. */
const NAME = String
  .raw`(?:[^\s\d:[]{1,60}|[^\s\d:[\p{Ll}][^\s\d:[]*(?: [^\s\d:[\p{Ll}][^\s\d:[]*){1,3})`;
const TIME = String
  .raw`(?:(?:\p{Lu}\p{L}{2,8} \d{1,2}|(?:Today|Yesterday|\p{Lu}\p{L}{2,5}day)(?: at)?|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}),?\s+)?\d{1,2}:\d{2}(?:\s?[APap][Mm])?`;

/** The author and time above a message of a chat: `Ana  10:02 AM`, `Ana — Today at 10:02`, `[10:02] Ana`. */
const WHO_WROTE = new RegExp(
  String
    .raw`^(?:${NAME}(?: — [^\d:]{1,30}?)?(?:\s+|\s*\[)${TIME}\]?|\[${TIME}\]\s+${NAME}|${TIME})$`,
  "u",
);

/** The time alone, below a name; of a message that a program sent, `APP  10:02`. */
const WHEN = new RegExp(`^(?:APP\\s+)?${TIME}$`, "u");

/** What a chat shows below a message. */
const THREAD = /^(?:\d{1,4} repl(?:y|ies)|last reply .{1,40}|view thread)$/i;

/** A header field of a mail. */
const MAIL_FIELD =
  /^(?:From|To|Cc|Dat(?:e|um)|Sent|Subject|Reply-To|Von|An|Gesendet|Betreff|De|À|Para|Enviado|Objet|Asunto|Assunto): \S/;

/** A field that only a mail has; `From:` and `To:` may begin titles. */
const MAIL_PROOF = /^(?:(?:Subject|Betreff|Objet|Asunto|Assunto): |[^:]+: .*\S@\S)/;

/** The closing line of a mail or a message; a signature may follow. But `Best practices` is a ticket. */
const CLOSING =
  /^(?:(?:thanks|thank you|thx|cheers|(?:best|kind|warm) regards|regards|best|danke|(?:viele|beste|liebe) grüße|gruß|vg|lg|mfg|gracias|saludos|merci|cordialement|obrigad[oa]|abraços|dzięki|pozdrawiam|谢谢|ありがとう|شكر)(?!\p{L})(?:[.,!]*| .{1,60}[.,!])|--|sent from my .*|von meinem .* gesendet)$/iu;

/** The first line of a mail or a message. */
const GREETING =
  /^(?:hi|hello|hey|dear|good (?:morning|afternoon)|hallo|guten (?:morgen|tag)|liebe[r]?|moin|hola|buenos días|bonjour|salut|olá|bom dia|ciao|cześć|dzień dobry)(?: \S+){0,4}[,!:]$/iu;

/** Reactions to a message: `:+1: 2`, `👍`. */
const REACTIONS =
  /^(?:(?::[a-z0-9_+-]{1,40}:|\p{Extended_Pictographic}[\uFE0F\u200D\u{1F3FB}-\u{1F3FF}]*)\s*\d{0,3}\s*)+$/u;

/**
 * Returns a function that tells whether a line without an id is beside the list. Such lines are those of a chat or a
 * mail, with its greeting and signature, details of a ticket, and, if all tickets have bullets, lines without one. But
 * a line right below the list is a ticket that somebody typed.
 */
export function besideList(
  lines: readonly string[],
  reads: readonly LineRead[],
  layout: Layout,
): (at: number) => boolean {
  const { isApart } = layout;
  const lineAt = (at: number) => (lines[at] ?? "").trim();
  const tickets = lines.filter((_, at) => hasMarkedId(reads[at] ?? null));
  const hasId = (at: number) => {
    const read = reads[at] ?? null;
    return read !== null && "draft" in read && read.draft.id !== "";
  };
  const isBulleted = tickets.length > 1 && tickets.every(hasBullet);
  const items = lines.flatMap((line, at) =>
    (tickets.length > 0 ? hasMarkedId(reads[at] ?? null) : hasBullet(line) || hasId(at)) ? [at] : []
  );
  const [first = 0, last = -1] = [items[0], items.at(-1)];
  const closing = lines.findIndex((_, at) => at > last && CLOSING.test(lineAt(at)));
  const end = lines.findIndex((_, at) => at > last && (isApart(at) || at === closing));
  const isSigned = closing >= 0 && (isApart(closing) || lineAt(closing) === "--");
  const fields = lines.map((_, at) => lineAt(at)).filter((line) => MAIL_FIELD.test(line));
  const isMail = fields.length > 1 && fields.some((line) => MAIL_PROOF.test(line));
  const isDetail = detailsOf(lines, reads, layout);
  const isWho = (at: number) => WHO_WROTE.test(lineAt(at)) || WHEN.test(lineAt(at + 1));
  const isRemark = remarksOf(lines, reads, isWho);
  const isTicket = (at: number) => hasMarkedId(reads[at] ?? null);
  // if the list has paragraphs, one of a single line is the heading of the next
  const haveParagraphs = items.some((at) => isTicket(at + 1) && !isApart(at + 1));
  const isHeading = (at: number) =>
    haveParagraphs && (at === 0 || isApart(at)) && isApart(at + 1) && isTicket(at + 1) &&
    !hasBullet(lineAt(at));
  return (at) => {
    if (isMail && MAIL_FIELD.test(lineAt(at))) return true;
    const isAround = at < first ? GREETING.test(lineAt(at)) : isSigned && at >= closing;
    if (items.length > 1 && isAround) return true;
    if (isDetail(at) || (lines.length > 1 && REACTIONS.test(lineAt(at)))) return true;
    if (tickets.length === 0) return false;
    if (isWho(at) || isRemark(at) || THREAD.test(lineAt(at)) || isHeading(at)) return true;
    return isBulleted && !hasBullet(lines[at] ?? "") && (at < last || (end >= 0 && at >= end));
  };
}

/** Tells which lines are messages of a chat that have no ticket in them. `isWho`: whether a line says who wrote. */
function remarksOf(
  lines: readonly string[],
  reads: readonly LineRead[],
  isWho: (at: number) => boolean,
): (at: number) => boolean {
  let message: number[] | null = null;
  const remarks = new Set<number>();
  for (let at = 0; at <= lines.length; at++) {
    if (at < lines.length && !isWho(at)) {
      message?.push(at);
      continue;
    }
    if (message?.every((line) => !hasMarkedId(reads[line] ?? null)) === true) {
      for (const line of message) remarks.add(line);
    }
    message = [];
  }
  return (at) => remarks.has(at);
}
