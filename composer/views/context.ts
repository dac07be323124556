import { getContext, setContext } from "svelte";
import type { Attachment } from "svelte/attachments";
import type { Composer } from "../model/composer.ts";
import type { Paint, ShownParameter } from "../model/network/shown-parameter.ts";
import type { Desk } from "./desk.svelte.ts";

/** Gives the views below what they are views of. */
export function provide(composer: Composer, desk: Desk): void {
  setContext(COMPOSER, composer);
  setContext(DESK, desk);
}

export function useComposer(): Composer {
  return getContext(COMPOSER);
}

export function useDesk(): Desk {
  return getContext(DESK);
}

/** Draws a parameter's value into an element, past the framework: 30 times a second and only while it is on the page. */
export function live<Type extends Element>(
  parameter: ShownParameter,
  paint: (element: Type, parameter: ShownParameter) => void,
): Attachment<Type> {
  return (element) => {
    const draw: Paint = (shown) => paint(element, shown);
    return parameter.onPaint(draw);
  };
}

/** Writes a text only when it is another one: the browser lays out for every write. */
export function write(element: Element, text: string): void {
  const node = element.firstChild;
  if (node === null) element.textContent = text;
  else if (node.nodeValue !== text) node.nodeValue = text;
}

const COMPOSER = Symbol("composer");
const DESK = Symbol("desk");

/** Says that a value has to be looked at again when a part of the model says so: `after($network, node.present)`. */
export function after<Value>(_part: unknown, value: Value): Value {
  return value;
}
