// How a number is written, coloured and drawn: the rules of stages/site/figures.py once more. A test
// compares every cell that both make.
(() => {
  "use strict";
  const board = (window.board ??= {});
  const MINUS = "\u2212", DASH = "\u2013", BAR = 128, LEAST = 0.02;

  // Exact ties go to the even digit, as in Python; elsewhere toFixed is right.
  function rounded(size, digits) {
    const ties = size * 2 ** (digits + 1);
    if (!Number.isSafeInteger(ties) || ties % 2 === 0) return size.toFixed(digits);
    const scale = 10 ** digits, below = Math.floor(size * scale);
    return ((below + (below % 2)) / scale).toFixed(digits);
  }

  function decimal(value, digits = 3) {
    const text = rounded(Math.abs(value), digits);
    return value < 0 && Number(text) !== 0 ? MINUS + text : text;
  }

  function signed(value, digits = 3) {
    const text = decimal(value, digits);
    return value < 0 || Number(text) === 0 ? text : `+${text}`;
  }

  const count = (value) => rounded(value, 0).replace(/\B(?=(\d{3})+$)/g, ",");
  const duration = (seconds) => (seconds >= 100 ? count(seconds) : rounded(seconds, seconds >= 10 ? 1 : 2));
  const interval = (low, high) => (low === high ? String(low) : low + DASH + high);
  const level = (scaled) => `q${Math.min(9, Math.max(0, Math.trunc(scaled * 10)))}`;

  function verdict(low, high) {
    if (low !== null && low > 0) return "better";
    return high !== null && high < 0 ? "worse" : "unsure";
  }

  function bar(value, low, high, [from, to]) {
    const left = Math.min(from, -LEAST), right = Math.max(to, LEAST);
    const place = (position) => ((position - left) / (right - left)) * BAR;
    const [start, end] = [place(0), place(value)].sort((a, b) => a - b);
    return {
      zero: rounded(place(0), 1),
      x: rounded(start, 1),
      width: rounded(end - start, 1),
      whisker: low === null || high === null ? null : [rounded(place(low), 1), rounded(place(high), 1)],
      verdict: verdict(low, high),
    };
  }

  function element(name, attributes = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function drawn(name, attributes = {}, ...children) {
    const made = document.createElementNS("http://www.w3.org/2000/svg", name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  function barPicture(found) {
    const shapes = [
      drawn("rect", { class: `fc-bar ${found.verdict}`, x: found.x, y: 3, width: found.width, height: 10 }),
      drawn("line", { class: "fc-zero", x1: found.zero, y1: 0, x2: found.zero, y2: 16 }),
    ];
    if (found.whisker) {
      const [x1, x2] = found.whisker;
      shapes.push(drawn("line", { class: "fc-whisker", x1, y1: 8, x2, y2: 8 }));
    }
    const frame = { viewBox: "0 0 128 16", preserveAspectRatio: "none", "aria-hidden": "true" };
    return drawn("svg", frame, ...shapes);
  }

  Object.assign(board, { decimal, signed, duration, interval, level, bar, rounded, element, drawn, barPicture });
})();
