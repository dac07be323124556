/**
 * Whether a text fits a glob as a whole: `*` stands for any characters, `?` for one. It walks once and goes back to the last star only: no
 * pattern can make it slow, as a regular expression could be.
 */
export function fitsGlob(pattern: string, whole: string): boolean {
  // One character may be two units, as a picture is.
  const paired = PAIRS.test(pattern) || PAIRS.test(whole);
  const glob = paired ? [...pattern] : pattern;
  const text = paired ? [...whole] : whole;
  let at = 0;
  let star = -1;
  let resume = 0;
  for (let i = 0; i < text.length; ) {
    if (at < glob.length && glob[at] !== "*" && (glob[at] === "?" || glob[at] === text[i])) {
      at++;
      i++;
    } else if (glob[at] === "*") {
      star = at++;
      resume = i;
    } else if (star >= 0) {
      at = star + 1;
      i = ++resume;
    } else return false;
  }
  while (glob[at] === "*") at++;
  return at === glob.length;
}

const PAIRS = /[\ud800-\udfff]/;
