// Removes the listeners and timers that earlier tests left on the window, because they live as long as the document.
if (!window.left) {
  window.left = [];
  const listen = EventTarget.prototype.addEventListener;
  EventTarget.prototype.addEventListener = function (...all) {
    if (this === window || this === document) left.push(() => this.removeEventListener(...all));
    return listen.apply(this, all);
  };
  for (const [set, clear] of [["setTimeout", "clearTimeout"], ["setInterval", "clearInterval"]]) {
    const begin = window[set];
    window[set] = (...all) => {
      const id = begin(...all);
      left.push(() => window[clear](id));
      return id;
    };
  }
}
for (const leave of left.splice(0)) leave();
window.onbeforeunload = null;
