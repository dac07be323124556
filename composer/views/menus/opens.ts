import type { Attachment } from "svelte/attachments";
import type { Network } from "../../model/network/network.ts";
import type { Desk } from "../desk.svelte.ts";
import { targetOf } from "./target.ts";

/** Opens menus on what is in the graph: by the right button, the menu key, or a finger that rests. */
export function opensMenus(network: Network, desk: Desk): Attachment<HTMLElement> {
  const open = (event: Event, element: EventTarget | null, x: number, y: number): void => {
    const on = element instanceof Element ? targetOf(element, network) : undefined;
    if (on === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    desk.openMenu({ on, x, y });
  };
  const pointed = (event: MouseEvent): void => open(event, event.target, event.clientX, event.clientY);
  const pressed = (event: KeyboardEvent): void => {
    if (event.key !== "ContextMenu" && !(event.key === "F10" && event.shiftKey)) return;
    if (!(event.target instanceof Element)) return;
    const { left, top, width, height } = event.target.getBoundingClientRect();
    open(event, event.target, left + width / 2, top + height / 2);
  };
  return (element) => {
    const rests = restsOn(element, (event) => open(event, event.target, event.clientX, event.clientY));
    element.addEventListener("contextmenu", pointed, true);
    element.addEventListener("keydown", pressed, true);
    return () => {
      rests();
      element.removeEventListener("contextmenu", pointed, true);
      element.removeEventListener("keydown", pressed, true);
    };
  };
}

/** Calls back for a finger that lies still for a while. Not every browser tells that as what a right button is told as. */
function restsOn(element: HTMLElement, run: (event: PointerEvent) => void): () => void {
  let waiting: { readonly timer: ReturnType<typeof setTimeout>; readonly event: PointerEvent } | undefined;
  const end = (): void => {
    clearTimeout(waiting?.timer);
    waiting = undefined;
  };
  const down = (event: PointerEvent): void => {
    const another = waiting !== undefined;
    end();
    // Two fingers pinch.
    if (event.pointerType !== "touch" || another) return;
    waiting = { event, timer: setTimeout(() => run(event), RESTS) };
  };
  const moved = ({ clientX, clientY }: PointerEvent): void => {
    if (waiting === undefined) return;
    if (Math.hypot(clientX - waiting.event.clientX, clientY - waiting.event.clientY) > STILL) end();
  };
  const events: readonly [string, (event: PointerEvent) => void][] = [
    ["pointerdown", down],
    ["pointermove", moved],
    ["pointerup", end],
    ["pointercancel", end],
  ];
  for (const [name, listen] of events) element.addEventListener(name, listen as EventListener, true);
  return () => {
    end();
    for (const [name, listen] of events) element.removeEventListener(name, listen as EventListener, true);
  };
}

/** Milliseconds, and pixels. */
const RESTS = 550;
const STILL = 10;
