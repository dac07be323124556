import type { Colour } from "../screen/ink.ts";

/** The colours of the demo: ink on a dark stage, one warm light. */
export const PALETTE = {
  text: [214, 211, 204],
  quiet: [128, 126, 122],
  faint: [72, 71, 70],
  wave: [108, 176, 214],
  fader: [224, 154, 88],
  dark: [34, 30, 26],
  glow: [255, 186, 92],
  white: [255, 244, 220],
} as const satisfies Record<string, Colour>;
