/** The middle of the live view: the ticket, who is here, and beside it what comes next or what came out. Pure. */
import type { Member, RevealedBallot, ShownBallot, Summary } from "../client/mod.ts";
import { face, type Glyphs } from "./glyphs.ts";
import { isAdmin, type Model } from "./model.ts";
import {
  beside,
  columns,
  cut,
  cutText,
  EMPTY,
  ends,
  fit,
  flow,
  type Line,
  line,
  span,
  widthOf,
  wrap,
} from "./span.ts";
import { type Screen, timerText } from "./view.ts";

/** From this width on there are two columns. */
const TWO_COLUMNS_FROM = 62;
const GAP = 4;
/** Longest bar, in columns. */
const BAR_MAX = 30;

/** The ticket and how far its ballot is. */
export function ballotLines(model: Model, { columns: width, now, glyphs }: Screen): Line[] {
  const { ballot, queue } = model.room;
  if (ballot === null) {
    const text = isAdmin(model)
      ? queue.length > 0 ? "Press n to begin the next ticket." : "Press b to begin a ticket."
      : "Waiting for the admin to begin.";
    const head = line(span("No ticket yet. ", "strong"), text);
    const fits = widthOf(head) <= width;
    return [
      ...progress(model, now, glyphs, width, fits ? head : line(span("No ticket yet.", "strong"))),
      ...fits ? [] : [line(text)],
    ];
  }
  const { ticket_id, title = "", attempt } = ballot;
  const again = attempt > 1 ? [span(` attempt ${attempt}`, "dim")] : [];
  const head = line(span(ticket_id, "strong"), ...again);
  const words = title === "" ? [] : wrap(title, width);
  const shown = words.slice(0, 2).map((text, index) =>
    line(
      index === 1 && words.length > 2
        ? cutText(`${text} ${words[2]}`, width, glyphs.ellipsis)
        : text,
    )
  );
  return [...progress(model, now, glyphs, width, head), ...shown];
}

function progress(
  model: Model,
  now: number,
  glyphs: Glyphs,
  width: number,
  head: Line,
): readonly Line[] {
  const { ballot, members } = model.room;
  const time = timerText(model, now);
  const timer = time === null ? [] : [span(`${time}  `, time.includes(":") ? "accent" : "bad")];
  const voters = members.filter(({ role }) => role === "voter");
  const voted = voters.filter((one) => one.voted).length;
  const state = ballot === null
    ? EMPTY
    : ballot.phase === "revealed"
    ? line(span("revealed", "accent"))
    : ballot.phase === "complete"
    ? line(span(`${glyphs.voted} everybody has voted`, "good"))
    : line(span(`${voted} of ${voters.length} voted`, "warn"));
  const right = [...timer, ...state];
  if (widthOf(head) + widthOf(right) + 2 <= width) {
    return [ends(head, right, width, glyphs.ellipsis)];
  }
  return [cut(head, width, glyphs.ellipsis), ...right.length === 0 ? [] : [right]];
}

/** Who is here, and the other half. At most `rows` lines. */
export function bodyLines(model: Model, screen: Screen): readonly Line[] {
  const { columns: width, rows, glyphs } = screen;
  const two = width >= TWO_COLUMNS_FROM;
  const left = two ? Math.floor((width - GAP) / 2) : width;
  const right = two ? width - left - GAP : width;
  const { ballot } = model.room;
  const outcome = ballot?.phase === "revealed" ? outcomeLines(ballot, right, glyphs) : [];
  if (two) {
    const people = memberLines(model, { ...screen, columns: left });
    const queue = queueLines(model, right, Math.max(2, rows - outcome.length - 1), glyphs);
    const other = outcome.length === 0 ? queue : [...outcome, EMPTY, ...queue];
    return beside(
      people,
      other.map((one) => [span(" ".repeat(GAP)), ...one]),
      left,
      glyphs.ellipsis,
    )
      .slice(0, rows);
  }
  const queue = shortQueue(model, width, glyphs);
  const fixed = outcome.length + (outcome.length > 0 ? 1 : 0) + queue.length;
  const people = memberLines(model, { ...screen, rows: Math.max(2, rows - fixed) });
  return [...people, ...outcome.length > 0 ? [EMPTY, ...outcome] : [], ...queue].slice(0, rows);
}

interface Row {
  readonly mark: Line;
  readonly name: string;
  readonly notes: string;
  readonly state: Line;
}

function memberLines(model: Model, { columns: width, rows, glyphs }: Screen): Line[] {
  const all = [
    ...model.room.members.map((member) => memberRow(member, model, glyphs)),
    ...goneVoters(model, glyphs),
  ];
  const cells = all.map(({ mark, name, notes, state }) => {
    const room = width - widthOf(mark) - 1 - widthOf(state) - 2 - columns(notes);
    const who = cutText(name, Math.max(6, room), glyphs.ellipsis);
    return [...mark, span(" "), span(who), span(notes, "dim"), span("  "), ...state];
  });
  // the states stand under each other, as near to the names as the longest of them lets them
  const names = Math.max(
    0,
    ...all.map(({ mark, state }, at) =>
      widthOf(cells[at] ?? EMPTY) - widthOf(state) - widthOf(mark)
    ),
  );
  const lines = all.map(({ mark, state }, at) => {
    const front = (cells[at] ?? EMPTY).slice(0, -state.length - 1);
    return [...fit(front, names + widthOf(mark) - 2, glyphs.ellipsis), span("  "), ...state];
  });
  if (lines.length <= rows) return lines;
  const shown = Math.max(1, rows - 1);
  return [...lines.slice(0, shown), line(span(`and ${lines.length - shown} more`, "dim"))];
}

function memberRow(member: Member, model: Model, glyphs: Glyphs): Row {
  const { member_id, name, role, presence } = member;
  const is_admin = member_id === model.room.admin_id;
  const notes = [is_admin ? "admin" : "", member_id === model.me ? "you" : ""]
    .filter((note) => note !== "").join(", ");
  return {
    mark: line(markOf(member, model, glyphs)),
    name,
    notes: notes === "" ? "" : ` (${notes})`,
    state: presence === "away" && role === "voter" && cardOf(member_id, model) === undefined
      ? line(span(member.voted ? "voted, away" : "away", "warn"))
      : stateOf(member, model, glyphs),
  };
}

function markOf({ role, presence, voted }: Member, { room }: Model, glyphs: Glyphs) {
  if (presence === "away") return span(glyphs.away, "warn");
  if (role === "observer") return span(glyphs.watching, "dim");
  const is_open = room.ballot !== null && room.ballot.phase !== "revealed";
  if (!is_open) return span(glyphs.online, "good");
  return voted ? span(glyphs.voted, "good") : span(glyphs.choosing, "dim");
}

function stateOf({ member_id, role, voted }: Member, model: Model, glyphs: Glyphs): Line {
  const { ballot } = model.room;
  const card = cardOf(member_id, model);
  if (card !== undefined) return line(span(face(card, glyphs), "strong"));
  if (role === "observer") return line(span("watching", "dim"));
  if (ballot === null) return line(span("here", "dim"));
  if (ballot.phase === "revealed") return line(span("no vote", "dim"));
  return voted ? line(span("voted", "good")) : line(span("choosing", "dim"));
}

function cardOf(member_id: string, { room: { ballot } }: Model): string | undefined {
  if (ballot?.phase !== "revealed") return undefined;
  return ballot.votes?.find((vote) => vote.member_id === member_id)?.card;
}

/** Votes of those who have left since stay. */
function goneVoters({ room: { ballot, members } }: Model, glyphs: Glyphs): Row[] {
  if (ballot?.phase !== "revealed") return [];
  const here = new Set(members.map(({ member_id }) => member_id));
  return (ballot.votes ?? []).filter(({ member_id }) => !here.has(member_id)).map((vote) => ({
    mark: line(span(glyphs.away, "dim")),
    name: vote.name,
    notes: " (left)",
    state: line(span(face(vote.card, glyphs), "strong")),
  }));
}

/** Bars, numbers, and what was settled on. */
export function outcomeLines(
  { summary, estimate }: ShownBallot | RevealedBallot,
  width: number,
  glyphs: Glyphs,
): Line[] {
  const all = [...summary.counts, ...summary.counted_apart];
  const faces = all.map(({ card }) => face(card, glyphs));
  const labels = Math.max(0, ...faces.map(columns));
  const total = Math.max(1, all.reduce((sum, { count }) => sum + count, 0));
  const longest = Math.max(1, Math.min(BAR_MAX, width - labels - 6));
  const bars = all.map(({ count }, at) => {
    const label = faces[at] ?? "";
    const length = Math.max(1, Math.round((longest * count) / total));
    const apart = at >= summary.counts.length;
    return line(
      span(" ".repeat(labels - columns(label)) + label, "strong"),
      " ",
      span(glyphs.bar.repeat(length), apart ? "dim" : "accent"),
      ` ${count}`,
    );
  });
  return [
    ...bars,
    EMPTY,
    ...flow(numbers(summary), width, "   "),
    line(
      summary.consensus ? span(`${glyphs.voted} Consensus`, "good") : span("No consensus", "warn"),
    ),
    ...estimate === undefined ? [] : [line("Estimate ", span(estimate, "strong"))],
  ];
}

function numbers({ mean, median, min, max }: Summary): Line[] {
  if (mean === null || median === null) return [];
  const range = min === null || max === null || min === max
    ? []
    : [line("Range ", span(`${min} to ${max}`, "strong"))];
  return [
    line("Mean ", span(round(mean), "strong")),
    line("Median ", span(round(median), "strong")),
    ...range,
  ];
}

/** At most two digits behind the point. */
export function round(value: number): string {
  return `${Math.round(value * 100) / 100}`;
}

/** Tickets to come, one a line. */
function queueLines(model: Model, width: number, rows: number, glyphs: Glyphs): Line[] {
  const { queue } = model.room;
  if (queue.length === 0) {
    if (!isAdmin(model)) return [line(span("No tickets wait.", "dim"))];
    return wrap("No tickets wait: a adds some, or paste a list.", width)
      .map((text) => line(span(text, "dim")));
  }
  const space = Math.max(1, rows - 1);
  const shown = queue.length <= space ? queue.length : Math.max(1, space - 1);
  const ids = Math.max(...queue.slice(0, shown).map(({ ticket_id }) => columns(ticket_id)));
  const id_width = Math.min(ids, Math.floor(width / 2));
  return [
    line(span(`Next (${queue.length})`, "dim")),
    ...queue.slice(0, shown).map(({ ticket_id, title = "" }) =>
      cut(
        [...fit(line(ticket_id), id_width, glyphs.ellipsis), span(`  ${title}`, "dim")],
        width,
        glyphs.ellipsis,
      )
    ),
    ...shown < queue.length ? [line(span(`and ${queue.length - shown} more`, "dim"))] : [],
  ];
}

/** Tickets to come, in one line. */
function shortQueue({ room: { queue } }: Model, width: number, glyphs: Glyphs): Line[] {
  const [next] = queue;
  if (next === undefined) return [];
  const more = queue.length === 1 ? "" : `, ${queue.length - 1} more`;
  const { ticket_id } = next;
  const room = width - columns(`Next: ${more}`);
  return [
    EMPTY,
    line(span(`Next: ${cutText(ticket_id, Math.max(4, room), glyphs.ellipsis)}${more}`, "dim")),
  ];
}
