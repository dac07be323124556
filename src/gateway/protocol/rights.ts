/** What a page may do: everything; set values and play cues, and patch nothing; only look. */
export type Rights = (typeof RIGHTS)[number];

/** From the most to the least. */
export const RIGHTS = ["all", "perform", "look"] as const;

/** The lesser of two. */
export function lesser(one: Rights, other: Rights): Rights {
  return RIGHTS.indexOf(one) > RIGHTS.indexOf(other) ? one : other;
}
