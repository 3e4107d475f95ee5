// A v2 admin who is cut off and does not come back within --admin-grace [R14].
import { assertEquals } from "@std/assert";
import { stories } from "./stories.ts";
import { V2Table } from "./v2_table.ts";

stories("v2 admins who stay away", {
  "[R14] the room closes": async (server) => {
    await using table = new V2Table(server);
    const anna = await table.creates("anna", 3);
    const bela = await table.joins("bela");
    const cyril = await table.seats("cyril");
    await anna.cut();
    await bela.seesMember("anna", { presence: "away" });
    assertEquals((await bela.receives("SESSION_ENDED")).data.reason, "admin_left");
    await bela.isClosed(1000);
    assertEquals((await cyril.ended()).code, 1000);
    const back = await table.returns(anna);
    await back.isClosed(4004);
  },
}, { flags: ["--admin-grace", "1s"] });
