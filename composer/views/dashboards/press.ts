import type { Attachment } from "svelte/attachments";
import { Press, type PressInput, RESTING } from "../../model/dashboards/press.ts";

export interface PressHandlers {
  readonly press: () => void;
  /** It is on for as long as it is held: this ends it. */
  readonly release?: () => void;
}

/** Lets a button be pressed by any of several fingers, by keys, and by those who press it in another way: see {@link Press}. */
export function pressed({ press, release }: PressHandlers): Attachment<HTMLElement> {
  return (element) => {
    const machine = new Press(release !== undefined);
    let timer: ReturnType<typeof setTimeout> | undefined;
    let key = "";
    const tell = (input: PressInput): void => {
      for (const effect of machine.handle(input)) effect === "press" ? press() : release?.();
    };
    const letGo = (): void => {
      if (key !== "") release?.();
      key = "";
    };
    const cancel = (): void => {
      clearTimeout(timer);
      tell({ type: "cancel" });
      letGo();
    };
    const gone = new AbortController();
    const on = <Type extends keyof HTMLElementEventMap>(
      type: Type,
      handle: (event: HTMLElementEventMap[Type]) => void,
    ) => element.addEventListener(type, handle, { signal: gone.signal });
    on("pointerdown", ({ button, pointerId: pointer, pointerType, clientX: x, clientY: y }) => {
      if (button !== 0) return;
      element.setPointerCapture(pointer);
      clearTimeout(timer);
      timer = setTimeout(() => tell({ type: "rested" }), RESTING);
      tell({ type: "down", pointer, by: pointerType === "mouse" ? "mouse" : "finger", x, y });
    });
    on("pointermove", ({ pointerId: pointer, clientX: x, clientY: y }) => tell({ type: "move", pointer, x, y }));
    on("pointerup", ({ pointerId: pointer }) => tell({ type: "up", pointer }));
    on("pointercancel", cancel);
    // A finger goes on holding it, whatever another one presses meanwhile; a key does not.
    on("blur", letGo);
    // A screen reader clicks without a pointer.
    on("click", ({ detail }) => {
      if (detail > 0) return;
      press();
      release?.();
    });
    on("keydown", (event) => {
      if (!KEYS.has(event.key) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      event.stopPropagation();
      if (event.repeat || key !== "") return;
      key = event.key;
      press();
    });
    on("keyup", (event) => {
      if (event.key !== key) return;
      event.preventDefault();
      letGo();
    });
    window.addEventListener("blur", cancel, { signal: gone.signal });
    return () => {
      gone.abort();
      cancel();
    };
  };
}

const KEYS: ReadonlySet<string> = new Set(["Enter", " "]);
