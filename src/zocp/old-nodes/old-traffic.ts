import type { Core } from "../core/core.ts";
import { Deadline } from "../core/deadline.ts";
import type { Peer } from "../core/peer.ts";
import type { Recipient } from "../core/recipient.ts";

/** What one old node was sent. */
interface Account {
  /** Values that it may not have read yet. */
  unread: number;
  /** How many of them it has read when it answers the question that was asked last; undefined while none is open. */
  asked: number | undefined;
  /** The answers that have to come until then. */
  answers: number;
  /** Questions that were not answered in time: perhaps their answers were not known as such. Nobody waits for these. */
  lost: number;
  /** When it is asked again. */
  askAt: number;
  /** For whom a value waits: it gets the one that there is then. */
  readonly held: Set<Recipient>;
}

/**
 * An old node stops for ever when some thousand messages wait for its program, so it is never sent more than it has read. It reads
 * in order, and answers each GET: after some values it is asked for its tree, and its answer says that it has read them. Until
 * then the newest value of each emitter waits. Links that want every value are exempt.
 */
export class OldTraffic {
  readonly #core: Core;
  readonly #accounts = new Map<string, Account>();
  readonly #due: Deadline;

  constructor(core: Core, due: Deadline) {
    this.#core = core;
    this.#due = new Deadline(due);
  }

  /** Whether a value may leave now; then it is counted. Otherwise `release` gives the recipient when it may. */
  admit(recipient: Recipient, now: number): boolean {
    const peer = this.#core.peers.get(recipient.peer);
    if (peer === undefined || peer.extensions || recipient.every) return true;
    const account = this.#accountOf(peer.id);
    if (account.unread >= MAX_UNREAD) {
      if (account.held.has(recipient)) recipient.conflated++;
      account.held.add(recipient);
      return false;
    }
    account.unread++;
    this.#ask(peer, account, now);
    return true;
  }

  /** A newer value came from the recipient itself. */
  forget(recipient: Recipient): void {
    this.#accounts.get(recipient.peer)?.held.delete(recipient);
  }

  handleExit(peer: string): void {
    this.#accounts.delete(peer);
  }

  /** It has answered a question, and read everything before that. Gives for whom a value may leave now. */
  handleAnswer(peer: Peer, now: number): readonly Recipient[] {
    const account = this.#accounts.get(peer.id);
    if (account?.asked === undefined || --account.answers > 0) return NOBODY;
    account.unread -= account.asked;
    account.asked = undefined;
    this.#ask(peer, account, now);
    return takeAll(account.held);
  }

  /** Who did not answer for long is asked again. Gives for whom a value leaves all the same: an answer may have been lost. */
  handleTimeout(now: number): readonly Recipient[] {
    if (!this.#due.passed(now)) return NOBODY;
    const ready: Recipient[] = [];
    for (const [id, account] of this.#accounts) {
      const peer = this.#core.peers.get(id);
      if (peer === undefined || account.asked === undefined) continue;
      if (now < account.askAt) this.#due.by(account.askAt);
      else ready.push(...this.#askAgain(peer, account, now));
    }
    return ready;
  }

  #accountOf(peer: string): Account {
    const known = this.#accounts.get(peer);
    if (known !== undefined) return known;
    const account: Account = { unread: 0, asked: undefined, answers: 0, lost: 0, askAt: 0, held: new Set() };
    this.#accounts.set(peer, account);
    return account;
  }

  #ask(peer: Peer, account: Account, now: number): void {
    if (account.unread < MAX_UNREAD / 2 || account.asked !== undefined) return;
    const open = peer.questions - peer.answers;
    account.lost = Math.min(account.lost, open);
    this.#core.ask(peer, now);
    account.asked = account.unread;
    account.answers = open + 1 - account.lost;
    account.askAt = now + ANSWER_TIMEOUT_MS;
    this.#due.by(account.askAt);
  }

  /** One value for each that waits, so that little comes together while the node stands still. */
  #askAgain(peer: Peer, account: Account, now: number): readonly Recipient[] {
    account.lost = peer.questions - peer.answers;
    account.asked = undefined;
    this.#ask(peer, account, now);
    account.unread += account.held.size;
    return takeAll(account.held);
  }
}

function takeAll(held: Set<Recipient>): readonly Recipient[] {
  const all = [...held];
  held.clear();
  return all;
}

const NOBODY: readonly Recipient[] = [];
/** Values that an old node may be sent beyond those that it has read for certain. With some thousand it stops for ever. */
const MAX_UNREAD = 256;
const ANSWER_TIMEOUT_MS = 10_000;
