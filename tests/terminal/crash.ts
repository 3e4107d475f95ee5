/** A program that takes the terminal over and dies of a bug: what is left of the terminal is the question. */
import { Tty } from "../../src/terminal/tty.ts";

const tty = new Tty({ key: () => {}, resized: () => {}, gone: () => {} });
tty.paint(["about to crash"]);
setTimeout(() => {
  throw new Error("a bug");
}, 300);
