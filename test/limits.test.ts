import { expect, test } from "vitest";

import { read } from "./sources.ts";

// Every bound in docs/guide/limits.md has a test: which one stands here, as its file and what its name holds.
const TESTS: Readonly<Record<string, readonly [file: string, name: string]>> = {
  "a received message, and each of its frames": [
    "zmtp/frame-decoder",
    "of a frame: the limit passes, one more is refused",
  ],
  "frames of one message": ["node/hostile", "frames without end"],
  "octets before the handshake is done": ["node/hostile", "a READY that never ends"],
  "time for the handshake, and after it for a HELLO": [
    "transport/zre/zre-connections",
    "for many that start together take longer",
  ],
  "unfinished handshakes": ["zmtp/handshakes", "no more than 512 are open"],
  "what waits for one slow peer": [
    "transport/zre/sockets/outbound",
    "gives up a peer that reads nothing before it fills the memory",
  ],
  "what waits for all peers together": ["transport/zre/sockets/send-budget", "gives up the one for which most waits"],
  peers: ["zre/storm", "of peers that all said HELLO ends at the greatest number"],
  "peers dialled on the word of one address": ["zre/storm", "of strangers from one address is dialled up to a limit"],
  "messages of zyre's elections that are sent back to one peer": ["zre/election", "that does not end is answered once"],
  "of these at other addresses than its own, named in a HELLO": [
    "zre/storm",
    "of strangers that name places elsewhere",
  ],
  "places that hubs tell of": ["zre/address-book", "is one of at most so many"],
  "of these dialled at a time without an answer": ["zre/address-book", "no more than 256 are awaited at a time"],
  "places that you give with `gossip` and `peers`": ["transport/zre/gossip/gossip", "300 places; the limit is 256"],
  "starting over with one peer": ["zre/storm", "is dropped, and left alone for five seconds"],
  "a key file, and each file of a folder of keys": ["keys/keys", "or far too large, is refused as what it is"],
  "ids that belong to one key": ["keys/keys", "one who calls himself by ever new names loses none of another's"],
  "groups, and headers, of one node": ["zre/malformed", "a peer is in 1,024 groups at most"],
  "names of nodes, groups and headers": ["zre/message", "cuts what is too long for its length octet"],
  "work for one connection before others have their turn": [
    "transport/zre/sockets/turns",
    "lets others be heard in between",
  ],
  "messages of one peer that mean nothing": ["zre/storm", "by the hundred in each second cost a peer its place"],
  "several ZOCP messages in one whisper": ["node/transport-node", "of more than 256 KiB together"],
  "a ZOCP message": ["zocp/access", "bound the length of a message"],
  "a value": ["zocp/value", "may have as many digits as Python reads, and as many levels as fit into every message"],
  "depth of JSON": ["zocp/hostile", "a thousand levels of nesting are refused"],
  "names in one text, and in one object of it; lists and objects in it; values in its lists": [
    "bytes/json-bounds",
    "more names than 10,000 parameters can have",
  ],
  "parameters of one node, ours and each peer's; as many objects and metadata": [
    "zocp/hostile",
    "a million parameters",
  ],
  "what is kept of the parameters of all peers together": ["zocp/portions", "of their trees is bounded"],
  "values that others set or register in a node": ["zocp/portions", "of values in this node is bounded"],
  "what one message makes a node do in one turn": ["zocp/portions", "a SET that registers 10,000 parameters"],
  "what a peer that does not read is told of parameters that change": ["node/intake", "is told once what there is"],
  "links that others made and that are kept for nodes that left": ["zocp/portions", "of links that wait is bounded"],
  "by how much the term of a show may grow at once": ["zocp/fades/terms", "has a term that no take-over makes"],
  "shows whose term a node remembers": ["zocp/fades/terms", "remembers a hundred shows at most"],
  "subscriptions of one peer; of all peers together": ["zocp/portions", "of subscriptions is bounded"],
  "of these waiting for an emitter to be registered": [
    "zocp/hostile",
    "ten thousand subscriptions for what does not exist",
  ],
  "names of parameters": ["zocp/hostile", "names of a megabyte are kept nowhere"],
  "links that were cut and are remembered": ["zocp/links/bounds", "are forgotten, the oldest first"],
  "options of one link": ["zocp/links/record", "is not read with"],
  "values on their way to an old node that it has not read for certain": [
    "zocp/old-traffic",
    "is sent no more than it can bear",
  ],
  "values that a parameter on a ring of links passes on": ["zocp/feedback-loops", "such a ring is paced"],
  "values that wait for a link that wants every one": ["node/conflation", "the oldest go, and are counted"],
  "events that wait for a `for await` loop": ["events/event-stream", "loses the oldest events"],
  "nodes of the broker that are on the local network; nodes of which it knows": [
    "mesh-bridge/border",
    "are at most 200 of the broker",
  ],
  "nodes of each side that begin to cross": ["mesh-bridge/border", "are at most 200 of the broker"],
  "what a node says before the one on the far side is met": ["mesh-bridge/crossing", "more than 1 MiB"],
  "what all nodes say to one stand-in before it is known that they cross": ["mesh-bridge/early", "more than 64 KiB"],
  "bridges over which a node comes": ["mesh-bridge/border", "a stand-in %s"],
  "pages, with those that just lost their connection": ["gateway/security", "no more pages than that"],
  "new pages": ["gateway/security", "no more new pages in a second than that"],
  "open WebSockets with a token; other connections with one": [
    "gateway/security",
    "no more open sockets than twice as many",
  ],
  "connections of strangers: without a token, or without a whole request yet": [
    "gateway/strangers",
    "that hold 400 connections",
  ],
  "sockets of strangers that are told that they may not come in": [
    "gateway/strangers",
    "sixteen strangers' sockets are told at a time",
  ],
  "unanswered requests on one connection": ["gateway/strangers", "when they ask a thousand things in one packet"],
  "a message from a page; its fragments; a join": ["gateway/security", "a message of %i fragments"],
  "octets from a page that has not joined": ["gateway/security", "from one that has not joined, close its socket"],
  "octets read from one page in one turn": ["gateway/metered-stream", "hands on one small piece in a turn"],
  "records from a page; messages without any, pings and pongs count as one, 16 names of happenings as one more": [
    "gateway/security",
    "a message without records counts too",
  ],
  "octets from a page": ["gateway/security", "a page that sends too many octets is read more slowly"],
  "of both rates, for all pages": ["gateway/pressure", "is smaller while it is shared"],
  "records in one batch of a page": ["gateway/security", "a batch with more records than that closes its socket"],
  "a peer that costs much more than its share, see [below](#who-has-to-wait)": ["shares", "at most a second"],
  "work for all connections, pages and nodes of a process in one round of its loop": [
    "rounds",
    "what is short is done in one round",
  ],
  "what is kept for all pages, with what is on its way and what they sent to slow nodes": [
    "gateway/security",
    "while too much waits for all pages together",
  ],
  "requests below `/api` from one address; those that change something": ["gateway/api", "asks too often"],
  "the body of such a request": ["gateway/api", "huge, cut, slow"],
  "clients that follow events below `/api`; patterns of one; parameters that all of them follow": [
    "gateway/api",
    "a thousand times",
  ],
  "what waits for such a client": ["gateway/api", "then the newest"],
  "values to a page": ["gateway/gateway", "come at no more than the rate"],
  "what waits for a page": ["gateway/gateway", "while more waits than can be kept begins anew"],
  "addresses that nobody asked for; all that become parameters": [
    "bridges/core/machine/guards",
    "are 2,000; then the one",
  ],
  "an address": ["bridges/core/machine/guards", "has at most 255 characters"],
  "a packet of OSC: over a connection; bundles and arrays in one another; messages that it means": [
    "bridges/osc/dispatch",
    "means at most 10,000 messages",
  ],
  "a message of MQTT; its payload": ["bridges/mqtt/acceptance", "huge or nonsense"],
  "devices of MQTT that describe themselves; parameters of one": ["bridges/mqtt/devices", "at most 200 devices"],
  "events on their way to a server of MQTT; that wait for it": ["bridges/mqtt/devices", "than the server takes"],
  "patterns of addresses": ["bridges/osc/dispatch", "takes no more than its share of a second"],
  "messages that wait for their time, and how long": ["bridges/osc/dispatch", "are 1,000 that wait"],
  "connections; what waits for one of them": ["bridges/osc/tcp", "are 64, and one that reads nothing is closed"],
  "a line of text": ["bridges/osc/dispatch", "and are not without end"],
  "messages to one target": ["bridges/core/machine/values", "leave with 2,000 messages a second"],
  "programs of one command of [exec](processes.md): starts; what waits; time; output; value": [
    "bridges/kit/one-by-one",
    "of values the newest waits, of events each of ten",
  ],
  "texts that wait to be spoken; one text": [
    "bridges/kit/one-by-one",
    "of values the newest waits, of events each of ten",
  ],
  "a file that is watched": ["bridges/kit/file", "of a file that is too long only the change is told"],
  "events that wait for one target": ["bridges/core/machine/guards", "are 1,000 that wait for a target"],
  "machines that `reply` sends to": ["bridges/osc/dispatch", "is one of eight, and of the last minute"],
  "lines that are told of what had no effect": ["bridges/core/machine/guards", "are 20 a second"],
  "sources of a universe by sACN; by Art-Net": ["bridges/dmx/machine/receiver", "has at most 16 sources"],
  "frames of a universe that is sent": ["bridges/dmx/machine/sender", "leave 44 times a second"],
  "batches on their way": ["gateway/protocol/outbox", "as many as may be on their way"],
  "time to join; to confirm; to come back": ["gateway/security", "who does not join in time is sent away"],
  "an HTML file of `--serve` whose own scripts may run": [
    "gateway/files",
    "above is sent, and its own scripts do not run",
  ],
  "headers of an HTTP request": ["gateway/security", "a request with headers of more than 8 KiB"],
  "clients; from one address": ["transport/zre/gossip/gossip", "refuses more clients of one address than it may have"],
  "tuples; of one client": ["zre/hub", "hold for the tuples of one client, and of all"],
  "a key; a value": ["zre/hub", "hold for the length of a value"],
  "messages of one client": ["zre/hub", "hold for messages, beyond which the client is hung up on"],
  "new and changed tuples of one client": ["zre/hub", "hold for changes"],
  "time until a client says HELLO": ["zre/hub", "hold for the time until a client says HELLO"],
  "all tuples once more for one client": ["zre/hub", "hold for the question for everything"],
  "a text for a page; from a page": ["gateway/security", "longer than a page may whisper closes its socket"],
  "what a page sent to a slow node": ["gateway/security", "for which more waits of one page than 8 MiB"],
  "a message": ["transport/zre/gossip/gossip", "that says more than 4 KiB in one message is turned away"],
  "what waits for one slow client": ["transport/zre/gossip/gossip", "is turned away when more waits for it than may"],
  "what waits for all clients together": ["transport/zre/gossip/gossip", "for which most waits is turned away"],
  "`ignored` events": ["zre/hub", "complains no more than a hundred times a second"],
  "an expression": ["zocp/maps/expression/expression", "has more than %s"],
  "operators of one node; inputs or outputs of one kind of an operator; values of a sequence": [
    "show/operators/operators",
    "a node has 200 of them",
  ],
  "how often one operator computes": ["show/operators/operators", "computes at most 100 times in 100 ms"],
  "values in expressions": ["zocp/maps/expression/expression", "makes one vector of several, of at most 16 elements"],
  "stages of a map; points of a line, entries of a table; characters of a text template": [
    "zocp/maps/stages",
    "of more than the limit",
  ],
  "values that wait in a `delay` of a map, and how long; then the oldest are dropped and counted": [
    "zocp/maps/time",
    "more than 10,000 values do not wait",
  ],
  "a list that a map works on; a text that it reads a number from": ["zocp/maps/types", "too long to be meant"],
  "peers; records of who is there": ["transport/broker/broker-peers", "more peers than may be are not met"],
  "a received message": ["transport/broker/pair/pair", "that is longer than may be ends the pair"],
  "what waits for one peer, and is kept for it until it is confirmed": [
    "transport/broker/pair/pair",
    "does not bound what has to be said, up to the limit",
  ],
  "what one peer may have on its way to this node": ["transport/broker/pair/pair", "bounds what is on its way"],
  "name and headers of a node as a record": ["transport/broker/record", "longer than others read is refused"],
  "keys that are agreed on: with one peer; with all": [
    "transport/broker/channel/secure-channel",
    "costs no time by keys without end",
  ],
  "how long a key of a session is used": [
    "transport/broker/channel/secure-channel",
    "after an hour both use other keys",
  ],
  "how far a message may be overtaken by others": [
    "transport/broker/channel/secure-channel",
    "lets one overtake another",
  ],
  "how long it waits for a broker that is away before its peers count as gone": [
    "transport/broker/pair/pair",
    "that lasts ends the pair, on both sides",
  ],
  "goodbyes in the name of one peer whose connections stand": ["zre/discovery", "that comes a thousand times"],
};

/** What the tables of bounds name; that of the times is about how long things take. */
function bounds(): readonly string[] {
  const [tables = ""] = read("docs/guide/limits.md").split("\nTimes:");
  const rows = tables.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| What "));
  return rows.map((row) => row.split("|")[1]?.trim() ?? "");
}

test("every bound of the guide has a test", () => {
  expect(bounds().length).toBeGreaterThan(40);
  expect([...bounds()].sort()).toEqual(Object.keys(TESTS).sort());
});

test.each(Object.entries(TESTS))("%s: its test is there", (_bound, [file, name]) => {
  expect(read(`test/${file}.test.ts`)).toContain(name);
});
