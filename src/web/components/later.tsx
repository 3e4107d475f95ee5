/** A part of the page that is loaded only when it is needed. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { words } from "../languages/words.ts";
import type { Notices } from "../state/notices.ts";

/** Shows what `load` returns: an `import()`, so that the build makes a separate file. */
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
      // there is no connection, or the server has a newer version of the page
      notices.show("problem", words().common.notLoaded);
      onFail();
    });
    return () => {
      isWanted = false;
    };
  }, []);
  return part === null ? null : <>{children(part.part)}</>;
}
