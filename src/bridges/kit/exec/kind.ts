import { checkExports } from "../../core/control.ts";
import type { BridgeKind } from "../../core/node/bridge-kind.ts";
import { ExecProtocol } from "./exec-protocol.ts";
import { controlsOfCommands, EXEC_FIELDS, readCommands } from "./settings.ts";

/** Programs that parameters start. */
export const EXEC: BridgeKind = {
  name: "exec",
  fields: EXEC_FIELDS,
  checkAddress: () => undefined,
  rate: 5,
  packets: 1000,
  reliable: true,
  imports: controlsOfCommands,
  runsPrograms: () => true,
  open: (description, _on, folder = ".") => {
    checkExports(description);
    const events = description.rules.imports.filter(({ registration }) => registration.event === true);
    return new ExecProtocol(
      readCommands(description.own, folder),
      folder,
      new Set(events.map(({ from }) => from.text)),
    );
  },
};
