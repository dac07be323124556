import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { cleanEnvironment } from "../process/program.ts";

/** A player that the bridge starts itself. It ends with the bridge. */
export class Player {
  /** Where it listens. */
  readonly socket: string;
  readonly #child: ChildProcess;
  readonly #folder: string | undefined;
  #reason: string | undefined;

  /** `ended`: it is gone, and why. */
  constructor(words: readonly string[], ended: (reason: string) => void) {
    this.#folder = WINDOWS ? undefined : mkdtempSync(join(tmpdir(), "zocp-mpv-"));
    // Only this user can reach it.
    this.socket = this.#folder === undefined ? `\\\\.\\pipe\\zocp-mpv-${process.pid}` : join(this.#folder, "socket");
    this.#child = spawn("mpv", [...WORDS, `--input-ipc-server=${this.socket}`, ...words], {
      ...{ stdio: "ignore", shell: false, detached: !WINDOWS, windowsHide: false },
      env: cleanEnvironment(),
    });
    this.#child.once("error", (error: NodeJS.ErrnoException) => {
      this.#reason = error.code === "ENOENT" ? "mpv is not here: install it (apt install mpv)" : error.message;
      this.#gone(ended);
    });
    this.#child.once("exit", (code) => this.#gone(ended, code));
  }

  async end(): Promise<void> {
    const { exitCode, signalCode, pid } = this.#child;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    const gone = new Promise((resolve) => this.#child.once("exit", resolve));
    this.#child.kill("SIGTERM");
    const timer = setTimeout(() => this.#child.kill("SIGKILL"), GRACE);
    await gone;
    clearTimeout(timer);
  }

  #gone(ended: (reason: string) => void, code?: number | null): void {
    if (this.#folder !== undefined) rmSync(this.#folder, { recursive: true, force: true });
    ended(this.#reason ?? `mpv has ended${code ? ` with code ${code}` : ""}`);
  }
}

const WINDOWS = process.platform === "win32";
/** It waits for files, reads no terminal, and fetches nothing from elsewhere because a file says so. */
const WORDS = ["--idle=yes", "--no-terminal", "--ytdl=no", "--load-unsafe-playlists=no", "--volume=100"];
/** Milliseconds. */
const GRACE = 2000;
