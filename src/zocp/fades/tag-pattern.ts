/** Whether a tag fits a pattern, in which `*` stands for anything. */
export function fitsTag(pattern: string): (tag: string) => boolean {
  const [first = "", ...rest] = pattern.split("*");
  const last = rest.pop();
  return (tag) => {
    if (last === undefined) return tag === pattern;
    if (!tag.startsWith(first)) return false;
    // Each part where it is found first: so it takes as long as the tag is, whatever the pattern.
    let at = first.length;
    for (const part of rest) {
      const found = tag.indexOf(part, at);
      if (found < 0) return false;
      at = found + part.length;
    }
    return tag.length - last.length >= at && tag.endsWith(last);
  };
}
