import type { BridgeNode } from "../../bridges.ts";
import { toJsonText } from "../format/json.ts";
import { pad, printable } from "../format/text.ts";
import type { Session } from "../streams/session.ts";
import type { BridgeNews, BridgeView } from "./bridge-view.ts";
import { placesOf } from "./where.ts";

/** A line for each thing that happens; with --json an object. */
export function linesOf({ out, options, colours, clock }: Session): BridgeView {
  const json = options.json === true;
  return {
    begin(bridges) {
      for (const bridge of bridges) out.line(json ? toJsonText(describeBridge(bridge)) : printable(placesOf(bridge)));
      if (!json) out.line("Ctrl-C ends it");
    },
    tell({ node }, event) {
      if (json) {
        const { type, ...fields } = event;
        return out.line(toJsonText({ event: type, bridge: node.name, ...fields }), true);
      }
      const [word, text] = wordsOf(event);
      const colour = COLOURS[event.type] ?? "dim";
      out.line(
        `${colours.dim(clock.stamp(new Date()))}  ${colours[colour](pad(word, LONGEST_WORD))}  ${printable(text)}`,
        true,
      );
    },
    close: () => Promise.resolve(),
  };
}

function describeBridge({ node, description, protocol }: BridgeNode) {
  return {
    event: "ready",
    bridge: node.name,
    kind: description.kind,
    places: protocol.places,
    server: protocol.server,
  };
}

/** What happened, as a word and a text. */
export function wordsOf(event: BridgeNews): readonly [word: string, text: string] {
  switch (event.type) {
    case "mapped":
      return ["mapped", `${event.address} ${ARROWS[event.way]} ${event.parameter}`];
    case "unmapped":
      return ["unmapped", `${event.address}  ${event.parameter}`];
    case "unfit":
      return ["unfit", `${event.parameter}: ${event.reason}`];
    case "refused":
      return ["refused", `${event.address}: ${event.reason}${event.times > 1 ? ` (${event.times} times)` : ""}`];
    case "ignored":
    case "note":
      return [event.type, event.reason];
    case "cycle":
      return ["cycle", `${event.target} sends back what it is sent: for a second that counts for nothing`];
    case "lost":
      return ["lost", `nothing more comes from ${event.host}`];
    case "found":
      return ["found", `${event.host} is heard again`];
    case "bound":
    case "unbound":
      return [event.type, `${event.address} ${ARROWS.both} ${event.parameter}`];
    case "unlearned":
      return ["unlearned", `no control was moved for ${event.parameter}`];
  }
}

export const ARROWS = { in: "→", out: "←", both: "↔" } as const;
const COLOURS: Partial<Record<BridgeNews["type"], "green" | "yellow" | "red">> = {
  ...{ mapped: "green", bound: "green", found: "green" },
  ...{ unfit: "red", lost: "red", cycle: "red", refused: "yellow", note: "yellow" },
};
const LONGEST_WORD = "unlearned".length;
