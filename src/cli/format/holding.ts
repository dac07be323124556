import type { Holding, HoldingFade, HoldingOverlay } from "../../index.ts";
import { showClock, showSeconds } from "./duration.ts";
import type { Printable } from "./json.ts";
import { printable, showValue } from "./text.ts";

/** `show/1.5#87 of show: to 0.5, 2.1 s left`, or what moved it last. Undefined when nothing ever did. */
export function showHolding({ by, name, ago, greeting, fade, overlay }: Holding): string | undefined {
  const cover = overlay === undefined ? [] : [showCover(overlay)];
  const under = fade === undefined ? showHand(greeting === true ? "greeting" : by, name, ago) : showFade(fade, name);
  const all = [...cover, ...(under === undefined ? [] : [under])];
  return all.length === 0 ? undefined : printable(all.join("; "));
}

/** The same for other programs. */
export function describeHolding({ fade, overlay, ...hand }: Holding): Printable {
  return { ...hand, ...(fade && { fade: { ...fade } }), ...(overlay && { overlay: { ...overlay } }) };
}

function showCover({ tag, name, priority, below, gone }: HoldingOverlay): string {
  const away = gone === undefined ? "" : `, gone since ${showClock(gone)}`;
  return `${tag || "an overlay"} by ${name}${away}, priority ${priority}, ${showValue(below)} below`;
}

function showFade({ tag, priority, target, left }: HoldingFade, name: string): string {
  const rest = left === undefined ? "paused" : `${showSeconds(left)} left`;
  return `${tag || "a fade"} of ${name} to ${showValue(target)}, ${rest}${priority === USUAL ? "" : `, priority ${priority}`}`;
}

function showHand(by: keyof typeof HANDS, name: string, ago: number | undefined): string | undefined {
  return ago === undefined ? undefined : `${HANDS[by]} ${name}, ${showClock(ago)} ago`;
}

const HANDS = {
  self: "by",
  set: "set by",
  signal: "driven by",
  fade: "faded by",
  greeting: "as it was linked to",
} as const;
const USUAL = 100;
