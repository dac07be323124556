/** The name of the dashboard that a link leads to; undefined for any other link. */
export function dashboardIn(hash: string): string | undefined {
  const written = /^#dashboard=(.+)$/.exec(hash)?.[1];
  try {
    return written === undefined ? undefined : decodeURIComponent(written);
  } catch {
    // A link that was cut in the middle of a letter is still one of a dashboard, of which there is none.
    return written;
  }
}

/** The end of a link to a dashboard. Half of a letter, which a name of others may hold, cannot stand in a link. */
export function dashboardHash(name: string): string {
  return `#dashboard=${encodeURIComponent(name.replace(/\p{Cs}/gu, "\ufffd"))}`;
}
