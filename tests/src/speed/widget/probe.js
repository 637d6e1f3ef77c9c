// Records when something is on the screen, in Unix milliseconds, both in the page and in the widget's frame.
(() => {
  const noted = (window.measured = { tasks: [], frames: [] });
  const since1970 = (time) => performance.timeOrigin + time;
  noted.origin = performance.timeOrigin;
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) noted.tasks.push([since1970(startTime), duration]);
  }).observe({ type: "longtask", buffered: true });

  // A task posted in an animation frame runs after that frame is drawn.
  const noteWhenDrawn = (name) => {
    noted[name] = null;
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => (noted[name] = since1970(performance.now()));
    port2.postMessage(0);
  };
  const isShown = (element) => {
    const { width, height } = element.getBoundingClientRect();
    return width >= 16 && height >= 16 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
  };
  addEventListener("click", (event) => (noted.clicked ??= since1970(event.timeStamp)), true);
  addEventListener(
    "keydown",
    (event) => {
      if (event.key !== "Enter" || noted.asked) return;
      noted.asked = since1970(event.timeStamp);
      noted.frames = [];
    },
    true,
  );

  const look = (time) => {
    requestAnimationFrame(look);
    if (!document.body) return;
    if (noted.asked && !("answered" in noted)) noted.frames.push(since1970(time));
    if (!("launched" in noted)) {
      const host = document.querySelector("porchlight-widget");
      const launcher = host ? host.shadowRoot?.querySelector("button") : document.querySelector("#launcher");
      if (launcher && isShown(launcher)) noteWhenDrawn("launched");
    }
    const field = document.activeElement;
    if (!("usable" in noted) && field?.matches("textarea") && !field.disabled && isShown(field)) noteWhenDrawn("usable");
    if (noted.asked && !("answered" in noted) && document.body.textContent.includes("LAST")) noteWhenDrawn("answered");
  };
  requestAnimationFrame(look);
})();
