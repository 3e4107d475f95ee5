// A ring in shared memory, with one writer and one reader: texts of any length, at any place in it [S2].
import { assert, assertEquals, assertThrows } from "@std/assert";
import { allocateRing, type RingMemory, RingReader, RingWriter } from "../../src/bus/ring.ts";
import { seededRandom } from "./fake_bus.ts";

/** A ring that so many bytes have gone through. */
function used(capacity: number, bytes: number): RingMemory {
  const memory = allocateRing(capacity);
  const whole = new Int32Array(memory.state.buffer);
  // head and tail, wherever they stand, are the only numbers that are not 0 then
  const writer = new RingWriter(memory);
  writer.write("");
  const head = whole.indexOf(4);
  const reader = new RingReader(memory);
  reader.look();
  assertEquals(reader.read(), "");
  const tail = whole.lastIndexOf(4);
  assert(head >= 0 && tail > head, "head and tail are found");
  whole[head] = whole[tail] = bytes;
  return memory;
}

function allOf(reader: RingReader): string[] {
  reader.look();
  const texts: string[] = [];
  for (let text = reader.read(); text !== null; text = reader.read()) texts.push(text);
  return texts;
}

Deno.test("[S2] what is written is read, once and in order, wherever the ring's end falls", () => {
  for (let seed = 1; seed <= 60; seed++) {
    const random = seededRandom(seed);
    const capacity = 2 ** (4 + seed % 6);
    // the counts of bytes wrap at 2^31 and 2^32
    const start = [0, 2 ** 31 - 100, -100][seed % 3] ?? 0;
    const memory = used(capacity, start);
    const [writer, reader] = [new RingWriter(memory), new RingReader(memory)];
    const written: string[] = [];
    const read: string[] = [];
    for (let step = 0; step < 400; step++) {
      if (random() < 0.6) {
        const length = Math.floor(random() ** 3 * 3 * capacity);
        const text = `${step}${"aé☕🗳️"[step % 6]?.toWellFormed() ?? ""}`.repeat(length / 4);
        written.push(text);
        writer.write(text);
      } else read.push(...allOf(reader));
      if (random() < 0.5) writer.flush();
      assert(writer.unread <= capacity, `seed ${seed}: ${writer.unread} of ${capacity}`);
    }
    for (let turn = 0; writer.waitingBytes > 0 || writer.unread > 0; turn++) {
      assert(turn < 100_000, `seed ${seed}: it gets nowhere`);
      read.push(...allOf(reader));
      writer.flush();
    }
    read.push(...allOf(reader));
    assertEquals(read, written, `seed ${seed}`);
  }
});

Deno.test("[S2] a bell is for one who has looked since the last one", () => {
  const memory = allocateRing(64);
  const [writer, reader] = [new RingWriter(memory), new RingReader(memory)];
  writer.write("one");
  assertEquals([writer.takeBell(), writer.takeBell()], [true, false]);
  reader.look();
  writer.write("two");
  assertEquals(writer.takeBell(), true, "it has looked before this was there");
  assertEquals([reader.read(), reader.read()], ["one", null]);
  assertEquals(reader.takeBell(), false, "nobody waits for room");
});

Deno.test("[S2] a writer that waits for room is rung once there is some", () => {
  const memory = allocateRing(64);
  const [writer, reader] = [new RingWriter(memory), new RingReader(memory)];
  writer.write("x".repeat(100));
  assertEquals(writer.waitingBytes, 40);
  assertEquals(allOf(reader), []);
  assertEquals([reader.takeBell(), reader.takeBell()], [true, false]);
  writer.flush();
  assertEquals(writer.waitingBytes, 0);
  assertEquals(allOf(reader), ["x".repeat(100)]);
});

Deno.test("[S2] a text is in the ring whole or not at all, but for one that is longer than it", () => {
  const memory = allocateRing(64);
  const [writer, reader] = [new RingWriter(memory), new RingReader(memory)];
  for (let n = 0; n < 50; n++) {
    writer.write(`${n}`.repeat(7));
    assertEquals(allOf(reader), [`${n}`.repeat(7)]);
  }
});

Deno.test("a ring's capacity is a power of two", () => {
  for (const capacity of [0, 4, 100, 4097]) assertThrows(() => allocateRing(capacity), RangeError);
  assertEquals(allocateRing(4096).bytes.length, 4096);
});
