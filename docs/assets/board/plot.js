// Quality against cost: stages/site/cost_figure.py once more, for the view that is shown.
(() => {
  "use strict";
  const board = (window.board ??= {});
  const LEFT = 52, RIGHT = 706, TOP = 12, BOTTOM = 286, FEW = 20;
  const { rounded, drawn, element } = board;

  function seconds(low, high) {
    const ticks = [];
    for (let power = Math.floor(Math.log10(low)); power <= Math.ceil(Math.log10(high)); power++)
      for (const step of [1, 2, 5]) ticks.push(power < 0 ? step / 10 ** -power : step * 10 ** power);
    return ticks.filter((tick) => tick >= low && tick <= high);
  }

  function scores(low, high) {
    const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
    const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
    const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9)), ticks = [];
    for (let count = Math.ceil(low / step); count * step <= high; count++) ticks.push([count * step, digits]);
    return ticks;
  }

  function frame(points) {
    const x = points.map((point) => point.seconds), y = points.map((point) => point.overall);
    const pad = Math.max(0.02, (Math.max(...y) - Math.min(...y)) * 0.1);
    const [left, right] = [Math.min(...x) / 1.3, Math.max(...x) * 1.3];
    const [low, high] = [Math.min(...y) - pad, Math.max(...y) + pad];
    return {
      across: (value) => rounded(LEFT + ((Math.log10(value) - Math.log10(left)) / (Math.log10(right) - Math.log10(left))) * (RIGHT - LEFT), 1),
      up: (value) => rounded(BOTTOM - ((value - low) / (high - low)) * (BOTTOM - TOP), 1),
      x: seconds(left, right),
      y: scores(low, high),
    };
  }

  const cheapest = (points) => [...points].sort((a, b) => a.seconds - b.seconds || b.overall - a.overall || (a.id < b.id ? -1 : 1));

  // Return the points that no other beats in both.
  function front(order) {
    let best = -Infinity;
    return order.filter((point) => point.overall > best && ((best = point.overall), true));
  }

  function grid({ across, up, x, y }) {
    const label = (x, y, anchor, text) => drawn("text", { x, y, "text-anchor": anchor }, text);
    return [
      ...x.flatMap((tick) => [
        drawn("line", { class: "fc-grid", x1: across(tick), y1: TOP, x2: across(tick), y2: BOTTOM }),
        label(across(tick), BOTTOM + 18, "middle", `${tick} s`),
      ]),
      ...y.flatMap(([tick, digits]) => [
        drawn("line", { class: "fc-grid", x1: LEFT, y1: up(tick), x2: RIGHT, y2: up(tick) }),
        label(LEFT - 6, rounded(Number(up(tick)) + 4, 1), "end", board.decimal(tick, digits)),
      ]),
    ];
  }

  const sentence = (point) => `${point.name}: ${board.decimal(point.overall)} in ${board.duration(point.seconds)} s`;

  // Draw the points {id, name, track, seconds, overall}; without points, or a picture for them, there is none.
  board.plot = (figure, points) => {
    if (!figure) return;
    const picture = figure.querySelector("svg"), list = figure.querySelector("ol");
    figure.hidden = points.length === 0;
    if (points.length === 0) return;
    const scale = frame(points), order = cheapest(points), best = front(order);
    const listed = [...best, ...order.filter((point) => !best.includes(point) && points.length <= FEW)];
    const beaten = (point) => (best.includes(point) ? "" : "fc-beaten");
    const path = best.map((point) => `${scale.across(point.seconds)},${scale.up(point.overall)}`).join(" ");
    const dots = points.map((point) =>
      drawn(
        "circle",
        { class: `fc-dot ${point.track}`, cx: scale.across(point.seconds), cy: scale.up(point.overall), r: best.includes(point) ? 7 : 5 },
        drawn("title", {}, sentence(point)),
      ),
    );
    const numbers = listed.map((point, place) =>
      drawn("text", { class: `fc-number ${beaten(point)}`.trim(), x: scale.across(point.seconds), y: rounded(Number(scale.up(point.overall)) + (beaten(point) ? 22 : -11), 1), "text-anchor": "middle" }, String(place + 1)),
    );
    picture.replaceChildren(...grid(scale), drawn("polyline", { class: "fc-front", points: path }), ...dots, ...numbers);
    list.replaceChildren(...listed.map((point) => element("li", beaten(point) && { class: "fc-beaten" }, sentence(point))));
  };
})();
