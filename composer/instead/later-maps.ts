export { LinkMap } from "../../src/zocp/maps/link-map.ts";
export { differs } from "../../src/zocp/maps/units.ts";
