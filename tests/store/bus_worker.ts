/** A thread with one end of the real bus, which does what the test tells it. */
/// <reference lib="deno.worker" />
import { BroadcastBus } from "../../src/store/broadcast_bus.ts";
import type { Post } from "../../src/store/bus.ts";
import { jsonCodec } from "./json_codec.ts";

/** What a test asks for; each is answered with one message, for `received` the posts. */
export type BusRequest =
  | { readonly type: "open"; readonly name: string }
  | { readonly type: "post"; readonly posts: readonly Post<unknown>[] }
  | { readonly type: "received" }
  | { readonly type: "close" };

const received: Post<unknown>[] = [];
let bus: BroadcastBus<unknown> | undefined;

self.onmessage = ({ data }: MessageEvent<BusRequest>) => {
  switch (data.type) {
    case "open":
      bus = new BroadcastBus(data.name, jsonCodec());
      bus.listen((post) => received.push(post));
      break;
    case "post":
      for (const post of data.posts) bus?.post(post);
      break;
    case "close":
      bus?.close();
      break;
    case "received":
      break;
  }
  self.postMessage(data.type === "received" ? received : []);
};
