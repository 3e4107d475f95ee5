/** The frame of every screen that is not a room: the name of the thing, and one panel. */
import type { ComponentChildren } from "preact";
import { words } from "../languages/words.ts";
import { Logo } from "./logo.tsx";

export function Shell({ children }: { readonly children: ComponentChildren }) {
  return (
    <div class="shell">
      <header class="masthead">
        <Logo />
        <p>{words().start.tagline}</p>
      </header>
      {children}
    </div>
  );
}
