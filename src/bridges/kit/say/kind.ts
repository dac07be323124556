import { resolve } from "node:path";

import { checkExports, control, told } from "../../core/control.ts";
import type { BridgeKind } from "../../core/node/bridge-kind.ts";
import { SayProtocol } from "./say-protocol.ts";

/** Texts that are spoken. */
export const SAY: BridgeKind = {
  name: "say",
  fields: ["voice", "wav"],
  checkAddress: () => undefined,
  rate: 60,
  packets: 1000,
  reliable: true,
  imports: () => [
    control("text", "string", { event: true, description: "is spoken" }),
    control("stop", "bool", { event: true, description: "be silent, and forget what waits" }),
    control("speed", "int", { value: 175, min: 80, max: 450, unit: "words/min" }),
    control("pitch", "int", { value: 50, min: 0, max: 99 }),
    control("volume", "percent", { value: 100, min: 0, max: 100, unit: "%" }),
    told("speaking", "bool"),
  ],
  open: (description, _on, folder = ".") => {
    checkExports(description);
    const { own } = description;
    const [voice, wav] = [own.text("voice"), own.text("wav")];
    if (voice !== undefined && !/^[\w+-]+$/.test(voice))
      throw own.wrong("voice", `${JSON.stringify(voice)} is no voice such as "en" or "de+f3" (espeak-ng --voices)`);
    return new SayProtocol({ voice, wav: wav === undefined ? undefined : resolve(folder, wav) });
  },
};
