import { checkExports } from "../../core/control.ts";
import type { BridgeKind } from "../../core/node/bridge-kind.ts";
import { FileProtocol } from "./file-protocol.ts";
import { controlsOfFiles, FILE_FIELDS, readFiles } from "./settings.ts";

/** Files that are watched. */
export const FILE: BridgeKind = {
  name: "file",
  fields: FILE_FIELDS,
  checkAddress: () => undefined,
  rate: 60,
  packets: 1000,
  reliable: true,
  imports: controlsOfFiles,
  open: (description, _on, folder = ".") => {
    checkExports(description);
    return new FileProtocol(readFiles(description.own, folder));
  },
};
