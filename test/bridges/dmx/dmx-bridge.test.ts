import { describeBridge } from "../../suites/bridge.ts";
import { addressOf, openDesk, rounded } from "./far-end.ts";

describeBridge({
  ...{ kind: "dmx", open: openDesk, address: addressOf, oddName: "", rounded },
  lacks: ["names", "refusals", "events"],
});
