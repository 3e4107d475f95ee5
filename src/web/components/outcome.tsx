/** What a revealed ballot came to: the cards as a chart, the figures, and who should speak first. */
import type { RevealedBallot } from "../../client/mod.ts";
import { plural, shortNumber } from "../pure/numbers.ts";
import { listed, type Side, type Spread, spreadOf } from "../pure/outliers.ts";

export function Outcome({ ballot, cards }: {
  readonly ballot: RevealedBallot;
  readonly cards: readonly string[];
}) {
  const spread = spreadOf(ballot, cards);
  return (
    <section class={`outcome ${spread.kind}`} aria-label="Outcome">
      <Verdict spread={spread} />
      <Chart ballot={ballot} />
      <Figures ballot={ballot} />
    </section>
  );
}

function Verdict({ spread }: { readonly spread: Spread }) {
  switch (spread.kind) {
    case "none":
      return <p class="verdict">Nobody gave an estimate.</p>;
    case "consensus":
      return (
        <p class="verdict">
          Everybody agrees on <strong>{spread.card}</strong>.
        </p>
      );
    case "close":
    case "apart":
      return (
        <p class="verdict">
          {spread.kind === "close" ? "Close together." : "Far apart."} <Speakers {...spread} />
        </p>
      );
  }
}

/** Who stands out explains; where nobody does, everybody talks. */
function Speakers({ low, high }: { readonly low: Side | null; readonly high: Side | null }) {
  const sides = [low, high].filter((side) => side !== null);
  if (sides.length === 0) return <>Talk about it.</>;
  const names = sides.map((side, n) => (
    <span key={side.card}>
      {n > 0 && " and "}
      <b>{listed(side.names)}</b> ({side.card})
    </span>
  ));
  return <>Let {names} explain.</>;
}

function Chart({ ballot: { summary, votes } }: { readonly ballot: RevealedBallot }) {
  const bars = [...summary.counts, ...summary.counted_apart];
  const most = Math.max(1, ...bars.map(({ count }) => count));
  const who = (card: string) =>
    listed((votes ?? []).filter((one) => one.card === card).map(({ name }) => name));
  return (
    <ul class="chart" aria-label="How many played which card">
      {bars.map(({ card, count }) => (
        <li key={card} title={who(card)}>
          <span class="bar-card">{card}</span>
          <span class="bar" style={{ "--share": String(count / most) }} />
          <span class="bar-count">
            {count}
            <span class="unseen">{plural(count, "vote").replace(/^\d+/, "")}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function Figures({ ballot: { summary } }: { readonly ballot: RevealedBallot }) {
  const { mean, median, min, max } = summary;
  if (mean === null || median === null || min === null || max === null) return null;
  return (
    <dl class="figures">
      <div>
        <dt>Mean</dt>
        <dd>{shortNumber(mean)}</dd>
      </div>
      <div>
        <dt>Median</dt>
        <dd>{shortNumber(median)}</dd>
      </div>
      <div>
        <dt>Spread</dt>
        <dd>{min === max ? shortNumber(min) : `${shortNumber(min)}–${shortNumber(max)}`}</dd>
      </div>
    </dl>
  );
}
