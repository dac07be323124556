/** Red, green and blue, each from 0 to 255. */
export type Colour = readonly [number, number, number];

/** Styles as the terminal can show them: 24 bits, 256 colours, or none. */
export interface Ink {
  readonly depth: "none" | "indexed" | "full";
  fore(colour: Colour): string;
  back(colour: Colour): string;
  readonly bold: string;
  readonly dim: string;
  /** Letters and ground change places. */
  readonly reverse: string;
  /** The colours of the terminal's own palette, which its owner chose to be read on its ground. */
  readonly accent: string;
  readonly warning: string;
  readonly fault: string;
}

/** What the terminal can show, as far as its environment tells. */
export function inkFor(environment: NodeJS.ProcessEnv): Ink {
  if (environment.NO_COLOR || environment.TERM === "dumb") return makeInk("none");
  const full = /truecolor|24bit/i.test(environment.COLORTERM ?? "") || /-direct$/.test(environment.TERM ?? "");
  return makeInk(full ? "full" : "indexed");
}

/** Ink of a given depth. */
export function makeInk(depth: Ink["depth"]): Ink {
  const code = (ground: 38 | 48, [red, green, blue]: Colour): string => {
    if (depth === "none") return "";
    if (depth === "full") return `\u001b[${ground};2;${red};${green};${blue}m`;
    return `\u001b[${ground};5;${indexOf([red, green, blue])}m`;
  };
  return {
    depth,
    fore: (colour) => code(38, colour),
    back: (colour) => code(48, colour),
    bold: "\u001b[1m",
    dim: depth === "none" ? "" : "\u001b[2m",
    reverse: "\u001b[7m",
    accent: depth === "none" ? "" : "\u001b[36m",
    warning: depth === "none" ? "" : "\u001b[33m",
    fault: depth === "none" ? "" : "\u001b[31m",
  };
}

/** A colour between two others. */
export function mix(from: Colour, to: Colour, part: number): Colour {
  const share = Math.min(1, Math.max(0, part));
  const between = (a: number, b: number): number => Math.round(a + (b - a) * share);
  return [between(from[0], to[0]), between(from[1], to[1]), between(from[2], to[2])];
}

/** The nearest of the 6×6×6 colours and 24 greys. */
function indexOf([red, green, blue]: Colour): number {
  const spread = Math.max(red, green, blue) - Math.min(red, green, blue);
  const grey = Math.round(((red + green + blue) / 3 - 8) / 10);
  if (spread < 12 && grey >= 0 && grey < 24) return 232 + grey;
  const step = (part: number): number => (part < 48 ? 0 : part < 115 ? 1 : Math.floor((part - 35) / 40));
  return 16 + 36 * step(red) + 6 * step(green) + step(blue);
}
