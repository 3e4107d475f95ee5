/** A request for many tickets, which is sent in steps: how far it is. It goes no further once its component is gone. */
import { useEffect, useRef, useState } from "preact/hooks";
import { inSteps, type Steps } from "../state/in_steps.ts";

/** How many of how many are done. */
export interface Progress {
  readonly done: number;
  readonly count: number;
}

type Run = (ids: readonly string[], send: Parameters<typeof inSteps>[1]) => Promise<Steps>;

/** The progress, null where nothing is sent now, and how to send tickets. */
export function useSteps(): readonly [Progress | null, Run] {
  const [progress, setProgress] = useState<Progress | null>(null);
  const isGone = useRef(false);
  useEffect(() => () => {
    isGone.current = true;
  }, []);
  const run: Run = async (ids, send) => {
    const steps = await inSteps(ids, send, (done) => {
      setProgress({ done, count: ids.length });
      return !isGone.current;
    });
    setProgress(null);
    return steps;
  };
  return [progress, run];
}
