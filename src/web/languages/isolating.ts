/** Sets apart what a sentence is given, so that a name from right to left jumbles none from left to right. Pure. */
import { isolated } from "../pure/isolated.ts";

interface Language {
  readonly language: { readonly direction: string };
}

/** Puts an element into one that is isolated; what is none stays. */
type Isolate = (part: unknown) => unknown;

/** The same texts. Each isolates what it is given: plain text by signs in it, elements by `isolate`. */
export function isolating<Texts extends Language>(texts: Texts, isolate: Isolate): Texts {
  const { direction } = texts.language;
  const isolatePart = (given: unknown): unknown => {
    if (typeof given === "string") return isolated(given, direction);
    return Array.isArray(given) ? given.map(isolatePart) : isolate(given);
  };
  return isolatingGroup(texts, isolatePart);
}

function isolatingGroup<Group extends object>(texts: Group, isolate: Isolate): Group {
  return new Proxy(texts, {
    get: (group, name) => {
      const text: unknown = Reflect.get(group, name);
      const isPlain = (typeof text !== "object" && typeof text !== "function") || text === null;
      return isPlain ? text : isolatingGroup(text, isolate);
    },
    apply: (say, _, given) => isFunction(say) && Reflect.apply(say, undefined, given.map(isolate)),
  });
}

function isFunction(value: unknown): value is (...given: unknown[]) => unknown {
  return typeof value === "function";
}
