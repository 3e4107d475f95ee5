/** Says something before it is loaded, and ends with an error that nobody catches. */
const main = globalThis as unknown as Pick<Worker, "postMessage">;
main.postMessage({ type: "log", lines: ["first"] });
main.postMessage({ type: "log", lines: ["second"] });
main.postMessage({ type: "loaded" });
setTimeout(() => {
  throw new Error("planted: hasty");
});
