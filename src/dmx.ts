// The public names of `zocp/dmx`: packets of Art-Net 4 and sACN (ANSI E1.31) as bytes, and nothing of a network. What is not listed here may
// change at any time.

export { decodeArtNet, encodeArtNet } from "./bridges/dmx/codec/art-net.ts";
export {
  ARTNET_PORT,
  type ArtDmx,
  type ArtNetPacket,
  type ArtNetPort,
  type ArtPoll,
  type ArtPollReply,
  type ArtSync,
  SACN_DISCOVERY_UNIVERSE,
  SACN_PORT,
  type SacnData,
  type SacnDiscovery,
  type SacnPacket,
  type SacnSync,
} from "./bridges/dmx/codec/packets.ts";
export { decodeSacn, encodeSacn, sacnGroup } from "./bridges/dmx/codec/sacn.ts";
