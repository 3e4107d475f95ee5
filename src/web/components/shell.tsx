/** The frame of every screen that is not a room: the name of the thing, and one panel. */
import type { ComponentChildren } from "preact";
import { Logo } from "./logo.tsx";

export function Shell({ children }: { readonly children: ComponentChildren }) {
  return (
    <div class="shell">
      <header class="masthead">
        <Logo />
        <p>Estimate together, in real time.</p>
      </header>
      {children}
    </div>
  );
}
