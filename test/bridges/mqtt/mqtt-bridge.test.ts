import { describe } from "vitest";

import { describeBridge } from "../../suites/bridge.ts";
import { hasServer } from "../../transport/broker/servers.ts";
import { openMqttFarEnd } from "./far-end.ts";

describe.skipIf(!hasServer("mqtt"))("on a real server", () => {
  describeBridge({
    kind: "mqtt",
    open: openMqttFarEnd,
    address: (name) => name,
    written: (address) => `${address}/set`,
    oddName: "stage left/+#$lamp",
    isState: true,
  });
});
