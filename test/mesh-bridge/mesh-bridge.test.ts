import { describe, expect, test } from "vitest";

import { Sites } from "./site.ts";

describe.each(["nats", "mqtt"] as const)("over a broker like %s", (kind) => {
  test("a link goes by name from a local network to a node on the broker, and back", async () => {
    const sites = new Sites({ kind, delay: 1 });
    const lan = sites.lan(0);
    const lamp = lan.node("lamp");
    const level = lamp.float("level", 0, { access: "rwes" });
    const { node: desk } = await sites.remote("siteB-desk");
    const fader = desk.float("fader", 0, { access: "re" });
    const meter = desk.float("meter", 0, { access: "rws" });
    await sites.network.until(Promise.all([lamp.start(), desk.start()]));
    const { told } = await lan.bridge({ share: ["lamp*"], import: ["siteB-*"] });
    void desk.connect("siteB-desk/fader", "lamp/level").catch(() => {});
    void desk.connect("lamp/level", "siteB-desk/meter").catch(() => {});
    await sites.until(() => desk.peer("lamp")?.complete === true && lamp.peer("siteB-desk")?.complete === true);
    await sites.pass(2000);
    fader.emit(0.7);
    await sites.until(() => level.value === 0.7);
    level.emit(0.3);
    await sites.until(() => meter.value === 0.3);
    expect(told).toEqual(["carries", "carried lan lamp", "carried broker siteB-desk"]);
    await sites.network.until(desk.stop());
    await sites.until(() => lamp.peer("siteB-desk") === undefined);
    await sites.network.until(lamp.stop());
    await sites.until(() => sites.broker.clients.size === 1);
  });
});
