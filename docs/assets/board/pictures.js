// Pictures of embeddings: the still is replaced by a canvas once its cells are there, and a name of the
// legend then shows its own cells alone. Where nothing can be fetched the still stays.
(() => {
  "use strict";
  const board = (window.board ??= {});
  const RADIUS = 2.6, FAINT = 0.07;
  const figures = [...document.querySelectorAll(".fc-picture")];
  if (location.protocol === "file:" || figures.length === 0) return;

  function draw(canvas, cells, groups, colours, only) {
    const side = canvas.clientWidth, ratio = window.devicePixelRatio || 1, pen = canvas.getContext("2d");
    canvas.width = canvas.height = Math.round(side * ratio);
    pen.scale(ratio, ratio);
    const place = (value) => RADIUS + (value / 1000) * (side - 2 * RADIUS);
    const order = only === null ? cells : [...cells.filter((cell) => groups(cell) !== only), ...cells.filter((cell) => groups(cell) === only)];
    for (const cell of order) {
      pen.globalAlpha = only === null || groups(cell) === only ? 0.85 : FAINT;
      pen.fillStyle = colours[groups(cell)];
      pen.beginPath();
      pen.arc(place(cell.x), side - place(cell.y), RADIUS, 0, 2 * Math.PI);
      pen.fill();
    }
  }

  async function live(figure) {
    const { cells: path, kind } = figure.dataset, names = JSON.parse(figure.dataset.names);
    const cells = await board.rows(path, ["x", "y", "label", "batch"]);
    const still = figure.querySelector("img"), canvas = board.element("canvas", { role: "img", "aria-label": still.alt });
    const items = [...figure.querySelectorAll("li")];
    const colours = items.map((item) => getComputedStyle(item.firstElementChild).backgroundColor);
    const groups = (cell) => (names.includes(cell[kind]) ? names.indexOf(cell[kind]) : names.length - 1);
    let only = null;
    const show = () => draw(canvas, cells, groups, colours, only);
    items.forEach((item, place) => {
      const button = board.element("button", { type: "button", "aria-pressed": "false" });
      button.append(...item.childNodes);
      item.append(button);
      button.addEventListener("click", () => {
        only = only === place ? null : place;
        items.forEach((one, other) => one.firstElementChild.setAttribute("aria-pressed", String(other === only)));
        show();
      });
    });
    still.replaceWith(canvas);
    new ResizeObserver(show).observe(canvas);
  }

  const watch = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting) continue;
      watch.unobserve(target);
      live(target).catch(() => {}); // the still says the same
    }
  });
  for (const figure of figures) watch.observe(figure);
})();
