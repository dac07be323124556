// For the benchmark, and loaded into the page before its own scripts: notes when pictures with more nodes in sight were drawn, in
// milliseconds since the page was opened. Who asks from outside waits until the page is idle, and takes that for the page's time.

/** @type {[at: number, nodes: number][]} */
const pictures = [];
const UNTIL = 10_000;
Object.assign(globalThis, { pictures });

requestAnimationFrame(function look() {
  const nodes = [...document.querySelectorAll(".svelte-flow__node")].filter((node) => {
    const { width, left, right, top, bottom } = node.getBoundingClientRect();
    return width > 0 && right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  }).length;
  // A message that is sent before a picture is drawn arrives when it is.
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    // Seen in what the browser traces, too.
    if (nodes > 0 && pictures.length === 0) performance.mark("first node");
    if (nodes > (pictures.at(-1)?.[1] ?? 0)) pictures.push([Math.round(performance.now()), nodes]);
    port1.close();
  };
  port2.postMessage(undefined);
  if (performance.now() < UNTIL) requestAnimationFrame(look);
});
