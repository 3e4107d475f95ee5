// Which address the links have that people pass on [W13].
import { assertEquals } from "@std/assert";
import { ShareAddress } from "../../src/web/state/share_address.ts";

const LAN = "http://192.168.1.20:8080/";
const WIFI = "http://10.0.0.7:8080/";

function share(
  opened: string,
  { publicUrl = "", answer = { addresses: [LAN, WIFI] } }: {
    publicUrl?: string;
    answer?: unknown;
  } = {},
) {
  const asked: string[] = [];
  const address = new ShareAddress({
    opened,
    publicUrl,
    ask: (it) => {
      asked.push(it);
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  });
  return { address, asked };
}

Deno.test("[W13] opened on loopback the link has the machine's own address, or the one chosen", async () => {
  for (const host of ["localhost", "127.0.0.1", "[::1]", "poker.localhost"]) {
    const { address, asked } = share(`http://${host}:8080/`);
    assertEquals(address.isForNobody.value, true, host);
    await Promise.all([address.find(), address.find()]);
    assertEquals(asked, [`http://${host}:8080/addresses`]); // once
    assertEquals(address.isForNobody.value, false);
    assertEquals(address.offered.value, [LAN, WIFI]);
    assertEquals(address.linkTo("7K2M9QXD"), `${LAN}r/7K2M9QXD`);
    address.choose(WIFI);
    assertEquals(address.linkTo("7K2M9QXD"), `${WIFI}r/7K2M9QXD`);
  }
});

Deno.test("[W13] where there is no other address the link stays, and it is known to be for nobody", async () => {
  for (
    const answer of [{ addresses: [] }, {}, null, "?", { addresses: [7, "?"] }, new Error("404")]
  ) {
    const { address } = share("http://localhost:8080/", { answer });
    await address.find();
    assertEquals(address.linkTo("7K2M9QXD"), "http://localhost:8080/r/7K2M9QXD");
    assertEquals(address.isForNobody.value, true);
  }
});

Deno.test("[W13] opened anywhere else the link is the page's own, and nobody is asked", async () => {
  const { address, asked } = share("https://points.example.com/poker/");
  await address.find();
  assertEquals(asked, []);
  assertEquals(address.isForNobody.value, false);
  assertEquals(address.linkTo("7K2M9QXD"), "https://points.example.com/poker/r/7K2M9QXD");
});

Deno.test("[W13] what the world calls the server beats wherever the page was opened", async () => {
  for (const opened of ["http://localhost:8080/", "http://10.0.0.7:8080/"]) {
    const { address, asked } = share(opened, { publicUrl: "https://points.example.com/poker/" });
    await address.find();
    assertEquals(asked, []);
    assertEquals(address.isForNobody.value, false);
    assertEquals(address.linkTo("7K2M9QXD"), "https://points.example.com/poker/r/7K2M9QXD");
  }
});
