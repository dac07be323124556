import { expect, test } from "vitest";

import { read } from "./sources.ts";

// Every bound in docs/guide/limits.md has a test: which one stands here, as its file and what its name holds.
const TESTS: Readonly<Record<string, readonly [file: string, name: string]>> = {
  "a received message, and each of its frames": [
    "zmtp/frame-decoder",
    "of a frame: the limit passes, one more is refused",
  ],
  "frames of one message": ["runtime/hostile", "frames without end"],
  "octets before the handshake is done": ["runtime/hostile", "a READY that never ends"],
  "time for the handshake, and after it for a HELLO": [
    "runtime/zre-connections",
    "for many that start together take longer",
  ],
  "unfinished handshakes": ["zmtp/handshakes", "no more than 512 are open"],
  "what waits for one slow peer": ["runtime/outbound", "gives up a peer that reads nothing before it fills the memory"],
  peers: ["zre/storm", "of peers that all said HELLO ends at the greatest number"],
  "peers dialled on the word of one address": ["zre/storm", "of strangers from one address is dialled up to a limit"],
  "places that hubs tell of": ["zre/places", "is one of at most so many"],
  "of these dialled at a time without an answer": ["zre/places", "no more than 256 are awaited at a time"],
  "places that you give with `gossip` and `peers`": ["runtime/gossip", "300 places; the limit is 256"],
  "starting over with one peer": ["zre/storm", "is dropped, and left alone for five seconds"],
  "a key file, and each file of a folder of keys": ["runtime/keys", "or far too large, is refused as what it is"],
  "ids that belong to one key": ["runtime/keys", "one who calls himself by ever new names loses none of another's"],
  "groups, and headers, of one node": ["zre/malformed", "a peer is in 1,024 groups at most"],
  "names of nodes, groups and headers": ["zre/message", "cuts what is too long for its length octet"],
  "a ZOCP message": ["zocp/access", "bound the length of a message"],
  "depth of JSON": ["zocp/hostile", "a thousand levels of nesting are refused"],
  "names in one text; lists and objects in it": ["bytes/json-bounds", "more names than 10,000 parameters can have"],
  "parameters of one node, ours and each peer's; as many objects and metadata": [
    "zocp/hostile",
    "a million parameters",
  ],
  "subscriptions of one peer": ["zocp/access", "bound the subscriptions of a peer"],
  "of these waiting for an emitter to be registered": [
    "zocp/hostile",
    "ten thousand subscriptions for what does not exist",
  ],
  "names of parameters": ["zocp/hostile", "names of a megabyte are kept nowhere"],
  "values that a parameter on a ring of links passes on": ["zocp/rings", "such a ring is paced"],
  "values that wait for a link that wants every one": ["runtime/conflation", "the oldest go, and are counted"],
  "events that wait for a `for await` loop": ["runtime/event-stream", "loses the oldest events"],
  "pages, with those that just lost their connection": ["gateway/security", "no more pages than that"],
  "open WebSockets; open connections": ["gateway/security", "no more open sockets than twice as many"],
  "a message from a page": ["gateway/security", "a message that is too long closes its socket"],
  "records from a page": ["gateway/security", "a page that sends too fast is read more slowly"],
  "values to a page": ["gateway/gateway", "come at no more than the rate"],
  "what waits for a page": ["gateway/gateway", "while more waits than can be kept begins anew"],
  "batches on their way": ["gateway/protocol/outbox", "as many as may be on their way"],
  "time to join; to confirm; to come back": ["gateway/security", "who does not join in time is sent away"],
  "headers of an HTTP request": ["gateway/security", "a request with headers of more than 8 KiB"],
  "clients; from one address": ["runtime/gossip", "refuses more clients of one address than it may have"],
  "tuples; of one client": ["zre/hub", "hold for the tuples of one client, and of all"],
  "a key; a value": ["zre/hub", "hold for the length of a value"],
  "messages of one client": ["zre/hub", "hold for messages, beyond which the client is hung up on"],
  "new and changed tuples of one client": ["zre/hub", "hold for changes"],
  "time until a client says HELLO": ["zre/hub", "hold for the time until a client says HELLO"],
  "all tuples once more for one client": ["zre/hub", "hold for the question for everything"],
  "`ignored` events": ["zre/hub", "complains no more than a hundred times a second"],
  "goodbyes in the name of one peer whose connections stand": ["zre/discovery", "that comes a thousand times"],
};

/** Bounds that were looked at by hand, and have no test of their own yet. */
const UNPROVEN: readonly string[] = [
  "a text for a page; from a page",
  "what a page sent to a slow node",
  "a file of `--serve`",
  "a message",
  "what waits for one slow client",
];

/** What the tables of bounds name; that of the times is about how long things take. */
function bounds(): readonly string[] {
  const [tables = ""] = read("docs/guide/limits.md").split("\nTimes:");
  const rows = tables.split("\n").filter((line) => line.startsWith("| ") && !line.startsWith("| What "));
  return rows.map((row) => row.split("|")[1]?.trim() ?? "");
}

test("every bound of the guide has a test, or is known to have none", () => {
  expect(bounds().length).toBeGreaterThan(40);
  expect([...bounds()].sort()).toEqual([...Object.keys(TESTS), ...UNPROVEN].sort());
});

test.each(Object.entries(TESTS))("%s: its test is there", (_bound, [file, name]) => {
  expect(read(`test/${file}.test.ts`)).toContain(name);
});
