/** The names that are most like a misspelt one, the nearest first; at most three, and none that is far away. */
export function nearNames(wanted: string, names: Iterable<string>): readonly string[] {
  const word = wanted.toLowerCase();
  const near: { readonly name: string; readonly distance: number }[] = [];
  for (const name of new Set(names)) {
    const other = name.toLowerCase().slice(0, LONGEST);
    const part = word.length > 1 && (other.includes(word) || (other.length > 1 && word.includes(other)));
    const distance = part ? 1 : editDistance(word.slice(0, LONGEST), other);
    if (distance <= Math.max(1, Math.floor(word.length / 3))) near.push({ name, distance });
  }
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, 3)
    .map(({ name }) => name);
}

/** `; did you mean "level"?`, or what there is, or nothing when there is nothing to say. */
export function hint(wanted: string, names: Iterable<string>, what: string): string {
  const all = [...new Set(names)];
  const near = nearNames(wanted, all);
  if (near.length > 0) return `; did you mean ${near.map((name) => JSON.stringify(name)).join(" or ")}?`;
  if (all.length === 0) return `; ${what} none`;
  const some = all.slice(0, 8).map((name) => JSON.stringify(name));
  return `; ${what} ${some.join(", ")}${all.length > some.length ? ` and ${all.length - some.length} more` : ""}`;
}

/** How many letters must be changed, added, taken away or swapped with their neighbour. */
export function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let best = Math.min((row[j - 1] ?? 0) + 1, (last[j] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        best = Math.min(best, (before[j - 2] ?? 0) + 1);
      row.push(best);
    }
    before = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

const LONGEST = 100;
