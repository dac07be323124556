/** How willing a node is to be the reference of the clock, as its headers say: 0 is "I am the clock", 255 never; 100 without it. */
export function readRank(headers: ReadonlyMap<string, string>): number {
  const said = headers.get(RANK_HEADER) ?? "";
  return /^\d{1,3}$/.test(said) && Number(said) <= NEVER ? Number(said) : USUAL_RANK;
}

/** The header that says it; none for the usual rank. */
export function rankHeaders(rank: number | undefined): readonly (readonly [string, string])[] {
  return rank === undefined || rank === USUAL_RANK ? [] : [[RANK_HEADER, String(rank)]];
}

export const USUAL_RANK = 100;
export const NEVER = 255;
const RANK_HEADER = "X-ZOCP-CLOCK";
