/** What one datagram of Art-Net 4 holds. */
export type ArtNetPacket = ArtDmx | ArtPoll | ArtPollReply | ArtSync;

/** The levels of one universe. */
export interface ArtDmx {
  readonly type: "dmx";
  /** 1 to 255, and again; 0 says that nothing is counted. */
  readonly sequence: number;
  /** The socket at the sender, for people. */
  readonly physical: number;
  /** 0 to 32767: net, sub-net and universe. */
  readonly portAddress: number;
  /** 2 to 512, an even number. */
  readonly levels: Uint8Array;
}

/** Asks who is there. */
export interface ArtPoll {
  readonly type: "poll";
  readonly flags: number;
  readonly priority: number;
}

/** A device says what it is, and of up to four ports what they are. */
export interface ArtPollReply {
  readonly type: "poll-reply";
  /** Four octets. */
  readonly address: Uint8Array;
  readonly port: number;
  readonly firmware: number;
  /** Net and sub-net of all its ports: the upper eleven bits of their port-addresses, with the lower four empty. */
  readonly portAddress: number;
  readonly oem: number;
  readonly status: number;
  readonly manufacturer: number;
  /** At most 17 octets of UTF-8, 63, and 63. */
  readonly shortName: string;
  readonly longName: string;
  readonly report: string;
  /** At most four. */
  readonly ports: readonly ArtNetPort[];
  readonly style: number;
  /** Six octets. */
  readonly mac: Uint8Array;
  readonly bindAddress: Uint8Array;
  /** Which of its pages this is; 1 is the first, 0 says nothing. */
  readonly bindIndex: number;
  readonly status2: number;
}

/** One port of a device. */
export interface ArtNetPort {
  /** 0x80: it gives out what it takes from Art-Net; 0x40: it sends to Art-Net what comes into it. The rest says of what kind: 0 is DMX. */
  readonly kind: number;
  readonly goodInput: number;
  readonly goodOutput: number;
  /** The lower four bits of the port-address of what it sends, and of what it takes. */
  readonly input: number;
  readonly output: number;
}

/** Everybody gives out at once what was sent before. */
export interface ArtSync {
  readonly type: "sync";
}

/** What one datagram of sACN (ANSI E1.31) holds. */
export type SacnPacket = SacnData | SacnSync | SacnDiscovery;

/** The levels of one universe, or what else its start code says. */
export interface SacnData {
  readonly type: "data";
  /** Who sends: 16 octets that stay the same. */
  readonly cid: Uint8Array;
  /** What people call it: at most 63 octets of UTF-8. */
  readonly source: string;
  /** 0 to 200; the highest counts. */
  readonly priority: number;
  /** The universe on which it is told when this takes effect; 0: at once. */
  readonly synchronization: number;
  readonly sequence: number;
  /** It is meant for a visualizer, and drives nothing. */
  readonly preview: boolean;
  /** The source ends this universe. */
  readonly terminated: boolean;
  readonly forceSynchronization: boolean;
  /** 1 to 63999. */
  readonly universe: number;
  /** 0: levels. 0xdd: a priority for each slot. */
  readonly startCode: number;
  /** At most 512. */
  readonly slots: Uint8Array;
}

/** What was sent for this universe before takes effect. */
export interface SacnSync {
  readonly type: "sync";
  readonly cid: Uint8Array;
  readonly sequence: number;
  readonly synchronization: number;
}

/** Which universes a source sends. */
export interface SacnDiscovery {
  readonly type: "discovery";
  readonly cid: Uint8Array;
  readonly source: string;
  readonly page: number;
  readonly lastPage: number;
  /** At most 512 on a page, in order. */
  readonly universes: readonly number[];
}

/** The UDP ports that belong to them. */
export const ARTNET_PORT = 6454;
export const SACN_PORT = 5568;
/** The universe whose group discovery goes to. */
export const SACN_DISCOVERY_UNIVERSE = 64_214;
