/** Wraps an engine, so that some of its methods can be replaced. */
import type { Engine } from "../../../src/cluster/engine.ts";

export function seamOf(engine: Engine): Engine {
  return {
    append: (append, done) => engine.append(append, done),
    last: (subject, done) => engine.last(subject, done),
    all: (filter, done) => engine.all(filter, done),
    watch: (filter, watcher) => engine.watch(filter, watcher),
    forget: (subject, upTo) => engine.forget(subject, upTo),
    publish: (subject, text) => engine.publish(subject, text),
    subscribe: (subject, receive) => engine.subscribe(subject, receive),
    rest: (ms) => engine.rest(ms),
    get isConnected() {
      return engine.isConnected;
    },
    close: () => engine.close(),
  };
}
