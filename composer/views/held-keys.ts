/** A key that is held must not press a button again and again, nor one that the first press has brought to its place. */
export function holdsKey(event: KeyboardEvent): void {
  const field = event.target instanceof HTMLElement && event.target.matches("input, select, textarea");
  const pastes = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "v";
  if (!event.repeat || !(event.key === "Enter" || (!field && (event.key === " " || pastes)))) return;
  event.preventDefault();
  event.stopPropagation();
}
