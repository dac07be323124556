// What pages tell each other: loaded when what is seen first is there.
export { KnownPlaces } from "./model/together/known-places.ts";
export { Presence } from "./model/together/presence.ts";
export { actsOf } from "./views/together/acts-of.ts";
