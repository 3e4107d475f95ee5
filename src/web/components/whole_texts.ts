/**
 * Keeps a page true that a browser translates. A translator puts elements of its own in the place of text nodes;
 * a view library goes on to change the nodes that it made, which nobody sees any more: the old ticket stays on the
 * screen while votes count for the new one, or the page breaks down. So each text stands in an element of its own
 * that is known by the text: another text is another element, and what the translator made of the old one goes.
 */
import { type ComponentChildren, Fragment, h, options } from "preact";

/** What has a text in it; no style knows it. */
const WHOLE_TEXT = "whole-text";

/** What can have nothing but text in it. */
const PLAIN: ReadonlySet<unknown> = new Set([WHOLE_TEXT, "option", "title", "textarea"]);

/** From here on. It is called before anything is drawn. */
export function keepTextsWhole(): void {
  const before = options.vnode;
  options.vnode = (vnode) => {
    before?.(vnode);
    const { type, props } = vnode;
    const hasTexts = (typeof type === "string" && !PLAIN.has(type)) || type === Fragment;
    if (!hasTexts || props.children === undefined || isLeftAlone(props)) return;
    props.children = wholeTexts(props.children);
  };
}

/** No translator touches it, so its texts need no elements of their own: sixty names are sixty elements less. */
function isLeftAlone(props: object): boolean {
  return "translate" in props && props.translate === false;
}

/** Texts side by side are one, as they are on the screen. Everything else keeps its place among the children. */
function wholeTexts(children: ComponentChildren): ComponentChildren {
  const all = Array.isArray(children) ? children : [children];
  return all.map((child, at) => {
    if (Array.isArray(child)) return wholeTexts(child);
    if (!isText(child)) return child;
    if (at > 0 && isText(all[at - 1])) return null;
    const end = all.findIndex((one, place) => place > at && !isText(one));
    const text = all.slice(at, end < 0 ? undefined : end).join("");
    return h(WHOLE_TEXT, { key: `${at} ${text}` }, text);
  });
}

function isText(child: unknown): child is string | number {
  return typeof child === "string" || typeof child === "number";
}
