/**
 * What must never leave a node of ours, and what it would do to others. Q numbers are rows of our notes on pyZOCP; towards
 * peers that announce `X-ZOCP-EXTENSIONS` the rules of the last part do not hold.
 *
 * @satisfies {Readonly<Record<string, string>>}
 */
export const RULES = /** @type {const} */ ({
  // Datagrams
  beacon:
    "pyre takes every datagram that begins with ZRE for one of 22 bytes of version 1, and dies of any other (Q11b)",

  // ZMTP
  greeting: "libzmq closes on another mechanism or version, and downgrades on a wrong signature",
  "frame-flags": "reserved bits, or MORE on a command, are delivered as messages or ignored, depending on who reads",
  "frame-size": "up to 255 octets a frame is short: RFC 37 knows no other way to write it",
  ready: "libzmq knows the names of properties in one spelling, and zyre only identities of 0x01 and a UUID",
  command: "a ROUTER of libzmq delivers SUBSCRIBE to its program; a short PING makes it answer with foreign memory",
  "router-silent": "nobody reads messages from a connection that it dialled: they would fill its queue for ever",
  "curve-message": "libzmq drops a boxed MESSAGE whose outer frame is marked as a command",

  // Gossip
  gossip: "zgossip closes its ears to another signature or version; a tuple that is cut ends it",

  // ZRE
  "zre-header": "zyre ignores another signature or version, pyre loses count of us and drops us (Q11b)",
  "zre-id": "pyre and zyre.js do not count ids beyond 7, and miss a message with the next one",
  "zre-shape": "a message that ends early ends a pyre node; what is behind its end is read as something else",
  "zre-text": "pyre decodes strictly and dies of bad UTF-8 (Q11); C programs end a text at its first NUL",
  "hello-first": "what comes before HELLO is dropped, and what follows it does not fit",
  "hello-endpoint": "an empty endpoint ends a pyre node; a host name may mean somebody else there",
  "own-endpoint": "a node that reads its own endpoint in a HELLO greets itself for ever",
  sequence: "a gap in the numbers makes every peer drop us",
  wrap: "pyre counts modulo 65535: the number 65535 makes it drop us",
  status: "a JOIN or LEAVE with another count than the last plus one aborts zyre and ends pyre (Q11c)",
  membership: "a group is joined once: zyre tells its program of every JOIN",
  content: "WHISPER or SHOUT without content ends pyre and crashes zyre.js; other messages have none",

  // ZOCP, towards everyone
  "zocp-text": "a text that is no JSON object ends a reference node (Q1, Q3); of several frames it reads one",
  verb: "a verb that it does not know ends a reference node (Q2); ours know REP besides",
  arity: "a SIG of other than two, a SUB or UNSUB of other than four elements ends it (Q4)",
  tree: "a SET or MOD whose data is no object ends it (Q7)",

  // ZOCP, towards nodes without our extensions
  metadata: "an entry of a SET or MOD that has no length ends it or the tools on it (Q8)",
  emitter: "SUB or UNSUB for an emitter that is not in its tree, or has no list of subscribers, ends it (Q5)",
  sensor: "a link to a sensor that it does not have ends it with the first signal (Q9)",
  wildcard: "a SUB to all emitters on behalf of another node ends it (Q6)",
  names: "a GET with names is answered with a SET that ends the asker, if that is a reference node (Q10, Q20)",
  single: "several values in one SET drive no sensor (Q22); one without subscribers cannot be subscribed to later (Q5)",
});

/** @typedef {keyof typeof RULES} Rule */

/**
 * @typedef {object} Breach A rule that was broken.
 * @property {Rule} rule
 * @property {string} detail
 */
