/** How a selection is put in order. */
export type Alignment = "left" | "right" | "top" | "bottom" | "column" | "row" | "across" | "down";

/** What each is called, and its key. */
export const ALIGNMENTS: readonly (readonly [how: Alignment, name: string, key: string])[] = [
  ["left", "Align left edges", "Shift A"],
  ["right", "Align right edges", "Shift D"],
  ["top", "Align top edges", "Shift W"],
  ["bottom", "Align bottom edges", "Shift S"],
  ["column", "Align middles in a column", "Shift C"],
  ["row", "Align middles in a row", "Shift R"],
  ["across", "Make the gaps across equal", "Shift G"],
  ["down", "Make the gaps down equal", "Shift V"],
];
