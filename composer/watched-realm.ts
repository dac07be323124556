import type { Frames, Realm, RealmHandlers } from "../src/index.ts";
import type { Inspector } from "./model/inspector.ts";

/** A realm that shows the inspector every message that passes, and changes none. */
export function watched(realm: Realm, inspector: Inspector): Realm {
  return {
    id: realm.id,
    name: realm.name,
    now: () => realm.now(),
    schedule: (delay, callback) => realm.schedule(delay, callback),
    start: () => realm.start(),
    stop: () => realm.stop(),
    writable: (peer) => realm.writable(peer),
    open: (handlers) => realm.open(listening(handlers, inspector)),
    whisper: (peer: string, content: Frames) => {
      inspector.note("out", peer, content.text(0));
      realm.whisper(peer, content);
    },
  };
}

function listening(handlers: RealmHandlers, inspector: Inspector): RealmHandlers {
  return {
    enter: (peer, name, headers) => handlers.enter(peer, name, headers),
    exit: (peer, reason) => handlers.exit(peer, reason),
    drain: (peer) => handlers.drain(peer),
    failed: (error) => handlers.failed(error),
    message: (peer, text) => {
      inspector.note("in", peer, text);
      handlers.message(peer, text);
    },
  };
}
