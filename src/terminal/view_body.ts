/** The middle of the live view: the people, and beside them the queue or the result of the ballot. Pure. */
import type { Member, Vote } from "../client/mod.ts";
import { face, type Glyphs } from "./glyphs.ts";
import { isAdmin, type Model } from "./model.ts";
import { openBallot } from "../client/open_ballot.ts";
import { wrap } from "../base/wrap.ts";
import { beside, cut, cutText, EMPTY, fit, type Line, line, span, widthOf } from "./span.ts";
import { columns } from "../protocol/columns.ts";
import type { Screen } from "./view.ts";
import { outcomeLines } from "./view_outcome.ts";

/** The least width, in columns, for two blocks side by side. */
const TWO_COLUMNS_FROM = 62;
const GAP = 4;
/** The fewest lines of a result, with an empty one between it and the people. */
const OUTCOME_ROWS = 4;
/** The fewest lines of the queue. */
const QUEUE_ROWS = 2;

/** The people, and the queue or the result. At most `rows` lines. */
export function bodyLines(model: Model, screen: Screen): readonly Line[] {
  const { columns: width, rows, glyphs } = screen;
  const two = width >= TWO_COLUMNS_FROM;
  const left = two ? Math.floor((width - GAP) / 2) : width;
  const right = two ? width - left - GAP : width;
  const { ballot } = model.room;
  const outcomeIn = (space: number) =>
    ballot?.phase === "revealed"
      ? outcomeLines(ballot, { ...screen, columns: right, rows: space })
      : [];
  if (two) {
    const outcome = outcomeIn(rows);
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
  const free = rows - peopleCount(model) - queue.length;
  const outcome = outcomeIn(free - 1);
  const gap = outcome.length > 0 && outcome.length < free ? [EMPTY] : [];
  const below = [...gap, ...outcome, ...queue];
  const people = memberLines(model, { ...screen, rows: Math.max(2, rows - below.length) });
  return [...people, ...below].slice(0, rows);
}

/** The fewest lines in which everybody can be shown. */
export function bodyNeeds(model: Model, { columns: width }: Screen): number {
  const { ballot } = model.room;
  const outcome = ballot?.phase === "revealed"
    ? OUTCOME_ROWS + (ballot.note === undefined ? 0 : 1)
    : 0;
  const people = peopleCount(model);
  return width >= TWO_COLUMNS_FROM ? Math.max(people, outcome) : people + QUEUE_ROWS + outcome;
}

/** The number of members, and of people who have left after voting. */
function peopleCount(model: Model): number {
  return model.room.members.length + goneVotes(model).length;
}

interface Row {
  readonly mark: Line;
  readonly name: string;
  readonly notes: string;
  readonly state: Line;
}

function memberLines(model: Model, { columns: width, rows, glyphs }: Screen): Line[] {
  const areCut = peopleCount(model) > rows;
  const all = [
    ...(areCut ? mattersFirst(model.room) : model.room.members).map((member) =>
      memberRow(member, model, glyphs)
    ),
    ...goneVoters(model, glyphs),
  ];
  const names = all.map(({ mark, name, notes, state }) => {
    const room = width - widthOf(mark) - 1 - columns(notes) - 2 - widthOf(state);
    return line(cutText(name, Math.max(6, room), glyphs.ellipsis), span(notes, "dim"));
  });
  // the states are aligned in a column after the longest name
  const widest = Math.max(0, ...names.map(widthOf));
  const lines = all.map(({ mark, state }, at) => {
    const name = fit(names[at] ?? EMPTY, widest, glyphs.ellipsis);
    return [...mark, span(" "), ...name, span("  "), ...state];
  });
  if (lines.length <= rows) return lines;
  const shown = Math.max(1, rows - 1);
  return [...lines.slice(0, shown), line(span(`and ${lines.length - shown} more`, "dim"))];
}

/** The members in case there is not a line for everybody: first whose votes are missing, or after the reveal shown. */
function mattersFirst({ members, ballot }: Model["room"]): readonly Member[] {
  if (ballot === null) return members;
  const voters = ballot.phase === "revealed"
    ? new Set(ballot.votes?.map(({ member_id }) => member_id))
    : null;
  const matters = ({ member_id, role, presence, voted }: Member) =>
    voters?.has(member_id) ?? (role === "voter" && presence === "online" && !voted);
  return members.toSorted((a, b) => Number(matters(b)) - Number(matters(a)));
}

function memberRow(member: Member, model: Model, glyphs: Glyphs): Row {
  const { member_id, name, role, presence } = member;
  const isAdmin = member_id === model.room.admin_id;
  const notes = [isAdmin ? "admin" : "", member_id === model.me ? "you" : ""]
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
  if (openBallot(room) === null) return span(glyphs.online, "good");
  return voted ? span(glyphs.voted, "good") : span(glyphs.choosing, "dim");
}

function stateOf({ member_id: memberId, role, voted }: Member, model: Model, glyphs: Glyphs): Line {
  const { ballot } = model.room;
  const card = cardOf(memberId, model);
  if (card !== undefined) return line(span(face(card, glyphs), "strong"));
  if (role === "observer") return line(span("watching", "dim"));
  if (ballot === null) return line(span("here", "dim"));
  if (ballot.phase === "revealed") return line(span("no vote", "dim"));
  return voted ? line(span("voted", "good")) : line(span("choosing", "dim"));
}

function cardOf(memberId: string, { room: { ballot } }: Model): string | undefined {
  if (ballot?.phase !== "revealed") return undefined;
  return ballot.votes?.find((vote) => vote.member_id === memberId)?.card;
}

/** The votes of people who have left the room since. */
function goneVotes({ room: { ballot, members } }: Model): readonly Vote[] {
  if (ballot?.phase !== "revealed") return [];
  const here = new Set(members.map(({ member_id }) => member_id));
  return (ballot.votes ?? []).filter(({ member_id }) => !here.has(member_id));
}

function goneVoters(model: Model, glyphs: Glyphs): Row[] {
  return goneVotes(model).map((vote) => ({
    mark: line(span(glyphs.away, "dim")),
    name: vote.name,
    notes: " (left)",
    state: line(span(face(vote.card, glyphs), "strong")),
  }));
}

/** The queue, a line for each ticket. */
function queueLines(model: Model, width: number, rows: number, glyphs: Glyphs): Line[] {
  const { queue } = model.room;
  if (queue.length === 0) {
    if (!isAdmin(model)) return [line(span("The queue is empty.", "dim"))];
    return wrap("The queue is empty: press a to add tickets, or paste a list.", width)
      .map((text) => line(span(text, "dim")));
  }
  const space = Math.max(1, rows - 1);
  const shown = queue.length <= space ? queue.length : Math.max(1, space - 1);
  const ids = Math.max(...queue.slice(0, shown).map(({ ticket_id }) => columns(ticket_id)));
  const idWidth = Math.min(ids, Math.floor(width / 2));
  return [
    line(span(`Next (${queue.length})`, "dim")),
    ...queue.slice(0, shown).map(({ ticket_id, title = "" }) =>
      cut(
        [...fit(line(ticket_id), idWidth, glyphs.ellipsis), span(`  ${title}`, "dim")],
        width,
        glyphs.ellipsis,
      )
    ),
    ...shown < queue.length ? [line(span(`and ${queue.length - shown} more`, "dim"))] : [],
  ];
}

/** The queue, in one line. */
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
