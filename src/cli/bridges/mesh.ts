import { MeshBridge } from "../../mesh-bridge/mesh-bridge.ts";
import { describeBridgeEvent, formatBridgeEvent } from "../format/bridge-event.ts";
import { toJsonText } from "../format/json.ts";
import { printable } from "../format/text.ts";
import { ended, type Session } from "../streams/session.ts";
import type { CommonOptions } from "../table/options.ts";
import { networkOptions, once } from "../targets/observe.ts";

interface MeshOptions extends CommonOptions {
  readonly share?: readonly string[];
  readonly import?: readonly string[];
  readonly show?: string;
}

/** Joins this network and a message broker until it is told to end. */
export async function run(session: Session<MeshOptions>): Promise<undefined> {
  const { broker, share, import: imported, show } = session.options;
  const { port: _port, endpoint: _endpoint, ...network } = networkOptions(session.options);
  const bridge = new MeshBridge({ broker, show, share, import: imported, network });
  const note = once(session);
  bridge.on("failed", ({ error }) => note(error.message));
  for (const type of ["carried", "dropped", "refused", "turned"] as const)
    bridge.on(type, (event) => {
      const now = new Date();
      const { out, colours, clock, options } = session;
      if (options.json === true) out.line(describeBridgeEvent(event, now), true);
      else out.line(formatBridgeEvent(event, { colours, clock, now }), true);
    });
  await bridge.start();
  announce(session, bridge);
  await ended(session);
  await bridge.stop();
  return undefined;
}

function announce({ out, options }: Session<MeshOptions>, { broker, show }: MeshBridge): void {
  const { share = [], import: imported = [] } = options;
  if (options.json === true) return out.line(toJsonText({ event: "ready", broker, show, share, import: imported }));
  const list = (globs: readonly string[]): string => (globs.length === 0 ? "nothing" : globs.join(", "));
  out.line(printable(`bridge:    this network and ${broker}, show "${show}"`));
  out.line(printable(`shared:    ${list(share)}`));
  out.line(printable(`imported:  ${list(imported)}`));
  out.line("Ctrl-C ends it");
}
