/** The result of a ballot: bars, numbers, the estimate or the suggestion, the note. Pure. */
import type { ShownBallot, Summary } from "../client/mod.ts";
import { columns } from "../protocol/columns.ts";
import { face, type Glyphs } from "./glyphs.ts";
import { EMPTY, flow, type Line, line, span } from "./span.ts";
import type { Screen } from "./view.ts";
import { noteLines } from "./view_ticket.ts";

/** The most lines of a note. */
const NOTE_ROWS = 3;
/** Separates parts of a line. */
const GAP = "   ";
/** Longest bar, in columns. */
const BAR_MAX = 30;

/**
 * Bars, numbers, and the estimate; if there is little space, the bars are omitted first. May return more than `rows`
 * lines, of which the first are the most important.
 */
export function outcomeLines({ summary, estimate, note }: ShownBallot, screen: Screen): Line[] {
  const { columns: width, rows, glyphs } = screen;
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
  const consensus = line(
    summary.consensus ? span(`${glyphs.voted} Consensus`, "good") : span("No consensus", "warn"),
  );
  const result = [...flow(numbers(summary), width, GAP), consensus];
  const { suggestion } = summary;
  const settled = (outlined: boolean) =>
    estimate !== undefined
      ? [line("Estimate ", span(estimate, "strong"))]
      : suggestion === null
      ? []
      : suggestionLines(suggestion, glyphs, outlined);
  const noted = noteLines(note, screen, NOTE_ROWS);
  const forms = [
    [...bars, EMPTY, ...result, ...settled(true), ...noted],
    [...bars, EMPTY, ...result, ...settled(false), ...noted],
    [...result, ...settled(false), ...noted],
    [...result, ...settled(false), ...noteLines(note, screen, 1)],
  ];
  return forms.find((form) => form.length <= rows) ??
    flow([...settled(false), consensus, ...numbers(summary)], width, GAP);
}

/** The suggested card [R13], outlined as a card that is chosen, or in one line. */
function suggestionLines(card: string, glyphs: Glyphs, outlined: boolean): Line[] {
  const shown = face(card, glyphs);
  if (!outlined) return [line("Suggestion ", span(`[${shown}]`, "strong"))];
  const { corners: [topLeft, topRight, bottomLeft, bottomRight], across, side } = glyphs.chosen;
  const edge = across.repeat(columns(shown) + 2);
  const before = " ".repeat("Suggestion ".length);
  return [
    line(before, span(topLeft + edge + topRight, "accent")),
    line(
      "Suggestion ",
      span(`${side} `, "accent"),
      span(shown, "strong"),
      span(` ${side}`, "accent"),
    ),
    line(before, span(bottomLeft + edge + bottomRight, "accent")),
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

/** Rounds to at most two decimals. */
export function round(value: number): string {
  return `${Math.round(value * 100) / 100}`;
}
