import { describeBridge } from "../../suites/bridge.ts";
import { openTcpFarEnd, openUdpFarEnd } from "./far-end.ts";

const osc = { kind: "osc", address: (name: string) => `/${name}`, oddName: "stage left/*lamp" };

describeBridge({ ...osc, open: openUdpFarEnd });
describeBridge({ ...osc, open: () => openTcpFarEnd("slip") });
describeBridge({ ...osc, open: () => openTcpFarEnd("length") });
