/** Sends of a form: after one that failed the focus is in the first field with a problem, which may be out of sight. */
import type { RefObject } from "preact";
import { useLayoutEffect, useRef, useState } from "preact/hooks";
import type { JoinProblem } from "../state/screen.ts";

interface Tries {
  readonly form: RefObject<HTMLFormElement | null>;
  /** Whether it was sent at all: before that nothing is missing. */
  readonly tried: boolean;
  readonly countTry: () => void;
}

/** `problem`: what the server has found. */
export function useTries(problem: JoinProblem | null): Tries {
  const form = useRef<HTMLFormElement>(null);
  const [tries, setTries] = useState(0);
  useLayoutEffect(() => {
    if (tries > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true]")?.focus();
  }, [tries, problem]);
  return { form, tried: tries > 0, countTry: () => setTries((count) => count + 1) };
}
