import type { Composer } from "../model/composer.ts";

/** A part of the model that is made when somebody looks first, and comes with the view that needs it. */
export function madeOnce<Part>(make: (composer: Composer) => Part): (composer: Composer) => Part {
  const known = new WeakMap<Composer, Part>();
  return (composer) => {
    const part = known.get(composer) ?? make(composer);
    known.set(composer, part);
    return part;
  };
}
