import { resolve } from "node:path";

import { checkExports, control, told } from "../../core/control.ts";
import type { BridgeKind } from "../../core/node/bridge-kind.ts";
import { MediaFolder } from "./media-folder.ts";
import { MpvProtocol } from "./mpv-protocol.ts";

/** A video player. */
export const MPV: BridgeKind = {
  name: "mpv",
  fields: ["folder", "file", "socket", "args"],
  checkAddress: () => undefined,
  rate: 60,
  packets: 2000,
  reliable: true,
  imports: () => [
    control("file", "string", { description: "is played: a file of the folder; nothing for an empty text" }),
    control("pause", "bool"),
    control("volume", "percent", { value: 100, min: 0, max: 100, unit: "%", clamp: true }),
    control("speed", "flt", { value: 1, min: 0.01, max: 100, clamp: true }),
    control("loop", "bool"),
    control("seek", "flt", { event: true, min: 0, unit: "s", description: "goes to this time" }),
    told("time", "flt", { unit: "s" }),
    told("duration", "flt", { unit: "s" }),
    told("end", "bool", { event: true, description: "the file has come to its end" }),
    told("alive", "bool", { description: "whether the player is there" }),
  ],
  // Options of a player can start programs.
  runsPrograms: (own) => own.has("args"),
  open: (description, _on, folder = ".") => {
    checkExports(description);
    const { own } = description;
    const [media, socket, words] = [own.text("folder"), own.text("socket"), own.texts("args")];
    if (socket !== undefined && words !== undefined)
      throw own.wrong("args", "they are for a player that the bridge starts, and with a socket it starts none");
    const files = new MediaFolder(media === undefined ? undefined : resolve(folder, media));
    return new MpvProtocol({ socket, words: words ?? [], folder: files, file: own.text("file") });
  },
};
