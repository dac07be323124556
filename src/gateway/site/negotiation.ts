/**
 * Whether a browser has the file with this tag already. A proxy that compresses makes weak tags of all.
 *
 * @see RFC 9110, "If-None-Match", section 13.1.2
 */
export function hasAlready(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch?.trim() === "*") return true;
  const known: readonly string[] = ifNoneMatch?.match(TAG) ?? [];
  return known.includes(opaque(etag));
}

/**
 * Whether a browser can read what gzip has compressed: it names gzip, or everything, with a quality above 0.
 *
 * @see RFC 9110, "Accept-Encoding", section 12.5.3
 */
export function readsGzip(acceptEncoding: string | undefined): boolean {
  const qualities = new Map((acceptEncoding ?? "").toLowerCase().split(",").map(qualityOf));
  return (qualities.get("gzip") ?? qualities.get("x-gzip") ?? qualities.get("*") ?? 0) > 0;
}

function qualityOf(coding: string): readonly [string, number] {
  const [name = "", ...parameters] = coding.split(";").map((part) => part.trim());
  const quality = parameters.find((one) => one.startsWith("q="))?.slice(2);
  return [name, quality === undefined ? 1 : Number(quality)];
}

function opaque(etag: string): string {
  return etag.replace(/^W\//, "");
}

const TAG = /"[^"]*"/g;
