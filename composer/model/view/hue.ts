/** A colour that is always the same for a name: an angle on the colour circle, 0 to 359. */
export function hueOf(name: string): number {
  let hash = SEED;
  for (let index = 0; index < name.length; index += 1) hash = Math.imul(hash ^ name.charCodeAt(index), 0x01000193);
  // Eighteen hues that can be told apart; names that differ in one letter are mixed well before they are divided.
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b);
  return (((hash ^ (hash >>> 13)) >>> 0) % HUES) * (360 / HUES) + OFFSET;
}

const HUES = 18;
const OFFSET = 8;
/** Chosen so that names that shows often have get different hues. */
const SEED = 0x811c9f21;
