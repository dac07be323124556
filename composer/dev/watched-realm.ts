import type { Frames, Realm, RealmHandlers } from "../../src/index.ts";
import type { Inspector } from "../model/inspector.ts";

/** A realm that shows the inspector every message that passes, and changes none. */
export function watched(realm: Realm, inspector: Inspector): Realm {
  return {
    id: realm.id,
    name: realm.name,
    now: () => realm.now(),
    schedule: (delay, callback) => realm.schedule(delay, callback),
    start: () => realm.start(),
    stop: () => realm.stop(),
    offer: (peer: string, content: Frames) => {
      const taken = realm.offer(peer, content);
      if (taken) inspector.note("out", peer, content.text(0));
      return taken;
    },
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
    suspicion: (peer, suspected) => handlers.suspicion(peer, suspected),
    drain: (peer) => handlers.drain(peer),
    failed: (error) => handlers.failed(error),
    frames: (peer, frames) => {
      inspector.note("in", peer, frames.text(0));
      handlers.frames(peer, frames);
    },
    message: (peer, text) => {
      inspector.note("in", peer, text);
      handlers.message(peer, text);
    },
  };
}
