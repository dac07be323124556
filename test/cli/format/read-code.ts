import jsqr from "jsqr";

/** What a camera sees of a terminal whose text is of this colour on that one: four pixels for each half of a letter. */
export function readCode(lines: readonly string[], ink: number, paper: number): string | undefined {
  const rows = lines.flatMap((line) => [
    Array.from(line, (letter) => ("▀█".includes(letter) ? ink : paper)),
    Array.from(line, (letter) => ("▄█".includes(letter) ? ink : paper)),
  ]);
  const pixels = rows.flatMap((row) =>
    Array.from({ length: 4 }, () => row.flatMap((one) => [one, one, one, one])).flat(),
  );
  const image = Uint8ClampedArray.from(pixels.flatMap((grey) => [grey, grey, grey, 255]));
  const width = (rows[0]?.length ?? 0) * 4;
  return jsqr.default(image, width, pixels.length / width, { inversionAttempts: "dontInvert" })?.data;
}
