// What must be true of a show when nothing is broken, read off the reports of its nodes.

/** @typedef {Map<string, any>} Reports what each actor said of itself, by name */

/**
 * The first thing that is not as it should be, or nothing: everybody sees everybody once, every link is made, and over each
 * something new has come.
 *
 * @param {Reports} reports @param {Reports} [then] what was said before must have been followed by more
 */
export function findMissing(reports, then) {
  return findUnseen(reports) ?? findUnlinked(reports) ?? findUnmoved(reports, then) ?? findUnheard(reports, then);
}

/** A sensor that does not hold what its emitter said last. @param {Reports} reports */
export function findDiffering(reports) {
  for (const { path, name, sensor, emitter, from, own } of pairs(reports)) {
    if (emitter === "cue") continue;
    if (sensor !== own[emitter]) return `${name}/${path} holds ${sensor}; ${from}/${emitter} said ${own[emitter]} last`;
  }
  return undefined;
}

/** @param {Reports} reports */
function findUnseen(reports) {
  const names = [...reports.keys()].sort();
  const nodes = names.filter((name) => reports.get(name).zocp !== undefined);
  for (const [name, { zre, zocp, suspected }] of reports) {
    const but = (/** @type {string[]} */ all) => all.filter((other) => other !== name).join(" ");
    // Pages know ZOCP nodes only, and the peer on libzmq knows nothing of ZOCP.
    if (zre !== undefined && zre.join(" ") !== but(names)) return `${name} sees ${zre.join(" ") || "nobody"}`;
    if (zocp === undefined) continue;
    if (zocp.join(" ") !== but(nodes)) return `${name} sees the ZOCP nodes ${zocp.join(" ") || "none"}`;
    if (suspected.length > 0) return `${name} believes: ${suspected.join(", ")}`;
  }
  return undefined;
}

/** @param {Reports} reports */
function findUnlinked(reports) {
  for (const [name, { links = [] }] of reports) {
    for (const { link, state, reason } of links) if (state !== "made") return `${name}: ${link} is ${state}, ${reason}`;
  }
  return undefined;
}

/** A link over which nothing came since. @param {Reports} reports @param {Reports} [then] */
function findUnmoved(reports, then) {
  for (const { path, name, sensor, emitter, from, own } of pairs(reports)) {
    // `out` speaks all the time; the others may have said their last word, which must be there.
    const before = emitter === "out" ? (then?.get(from)?.own.out ?? -1) : own[emitter] - 1;
    if (emitter !== "cue" && !(sensor > before)) return `${name}/${path} holds ${sensor}, after ${before}`;
  }
  return undefined;
}

/** Somebody whose shouts do not come. @param {Reports} reports @param {Reports} [then] */
function findUnheard(reports, then = new Map()) {
  for (const [name, { zre, shouts }] of reports) {
    if (zre === undefined) continue;
    for (const [from, { own }] of then) {
      if (from === name || own.shout === undefined) continue;
      if (!(shouts[from] > own.shout)) return `${name} heard of ${from} nothing after ${shouts[from]}`;
    }
  }
  return undefined;
}

/** Every sensor and the emitter that drives it. @param {Reports} reports */
function* pairs(reports) {
  for (const [name, { sensors = {} }] of reports) {
    for (const [path, sensor] of Object.entries(sensors)) {
      const [emitter = "", from = ""] = path.split("-");
      const own = reports.get(from)?.own;
      if (own?.[emitter] !== undefined) yield { path, name, sensor, emitter, from, own };
    }
  }
}
