/** A part of the page that few people need: it is fetched when it is wanted, so that the first load goes without. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { words } from "../languages/words.ts";
import type { Notices } from "../state/notices.ts";

/** Shows what `load` brings, which is an `import()` so that the build makes a file of its own of it. */
export function Later<Part>({ load, notices, onFail, children }: {
  readonly load: () => Promise<Part>;
  readonly notices: Notices;
  readonly onFail: () => void;
  readonly children: (part: Part) => ComponentChildren;
}) {
  const [part, setPart] = useState<{ readonly part: Part } | null>(null);
  useEffect(() => {
    let isWanted = true;
    load().then((part) => isWanted && setPart({ part }), () => {
      if (!isWanted) return;
      // no line, or the server has a newer page than this one
      notices.show("problem", words().common.notLoaded);
      onFail();
    });
    return () => {
      isWanted = false;
    };
  }, []);
  return part === null ? null : <>{children(part.part)}</>;
}
