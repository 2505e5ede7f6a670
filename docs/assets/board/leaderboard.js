// The leaderboard, made live in place: the table of the page stays, its numbers follow what is chosen.
(() => {
  "use strict";
  const board = (window.board ??= {});
  const form = document.getElementById("view"), table = document.getElementById("ranking");
  if (!form || !table) return;
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const part = (name) => document.getElementById(name);
  const lines = all("tbody > tr[id]", table), [first] = table.tBodies;
  const own = lines.filter((line) => line.parentElement === first);
  const inputs = (name) => all(`input[name="${name}"]`, form);
  const chosen = (name) => inputs(name).filter((input) => input.checked).map((input) => input.value);
  const page = {
    share: Number(form.dataset.share),
    datasets: inputs("d").map((input) => input.value),
    headline: inputs("d").filter((input) => input.defaultChecked).map((input) => input.value),
    tracks: inputs("track").map((input) => input.value),
    submissions: own.map(board.idOf),
    columns: ["rank", "name", "overall", "difference", "biology", "batch", "cost", "runs"],
  };
  const rising = ["rank", "name", "cost"];
  const sampling = { fraction: Number(form.dataset.fraction), t: form.dataset.t.split(" ").map(Number) };
  const names = new Map(lines.map((line) => [board.idOf(line), board.nameOf(line)]));
  const titles = new Map(inputs("d").map((input) => [input.value, input.parentElement.textContent.trim()]));
  let state = board.readState(page, location.search), tables = null, turn = 0;
  let shown = { lines: own, rows: new Map() };

  async function load() {
    const group = ["submission", "dataset", "biology", "batch", "reason"];
    const ranked = ["submission", "kind", "baseline", "overall", "biology", "batch", "best_baseline", "difference", "difference_low", "difference_high", "rank", "rank_low", "rank_high", "n_scored", "provisional", "reason"];
    const [ranking, evaluations] = await Promise.all([board.rows("ranking.parquet", ranked), board.rows("evaluations.parquet", group)]);
    const keyed = new Map(evaluations.map((row) => [`${row.submission}/${row.dataset}`, row]));
    return { ranking, evaluations: keyed, draws: null, published: new Map(ranking.map((row) => [row.submission, row])) };
  }

  async function draws() {
    if (tables.draws) return;
    const found = new Map();
    for (const row of await board.rows("draws.parquet", ["submission", "dataset", "biology", "batch"])) {
      const key = `${row.submission}/${row.dataset}`;
      if (!found.has(key)) found.set(key, []);
      found.get(key).push(row);
    }
    tables.draws = found;
  }

  const choice = () => ({ share: state.share / 100, datasets: state.datasets });

  function hidden(line) {
    const seen = (line.dataset.seen ?? "").split(" ");
    return (
      !state.tracks.includes(line.dataset.track) ||
      (state.unseen && state.datasets.some((dataset) => seen.includes(dataset))) ||
      !line.querySelector(".fc-name").textContent.toLowerCase().includes(state.find.toLowerCase())
    );
  }

  async function show() {
    const now = ++turn, published = board.isPublished(page, state);
    if (!published || state.pair.length) await draws();
    const scores = state.metrics ? await board.rows("scores.parquet", ["submission", "dataset", "metric", "scaled", "headline"]) : [];
    if (now !== turn) return;
    const rows = published ? tables.published : board.rank(tables, choice(), sampling);
    board.fillRows(lines, rows);
    for (const line of own) line.hidden = hidden(line);
    const order = board.sortedLines(own, rows, state.sort), visible = order.filter((line) => !line.hidden);
    first.append(...order);
    shown = { lines: visible, rows };
    points(visible, rows);
    part("compare").hidden = part("every-metric").hidden = true;
    if (state.pair.length) board.showPair(part("compare"), state.pair, board.pair(tables, state.pair, choice(), sampling), names, titles);
    if (state.metrics) board.showMetrics(part("every-metric"), scores, JSON.parse(form.dataset.metrics), visible, state.datasets);
    tell(published);
  }

  function points(visible, rows) {
    const dots = visible.map((line) => ({
      id: board.idOf(line),
      name: board.nameOf(line),
      track: line.dataset.track,
      seconds: Number(line.dataset.plotted),
      overall: rows.get(board.idOf(line)).overall,
    }));
    board.plot(part("cost"), dots.filter((dot) => dot.seconds > 0 && dot.overall !== null));
  }

  // The controls, the sentence below them and the address all say what is shown.
  function tell(published) {
    for (const input of inputs("d")) input.checked = state.datasets.includes(input.value);
    for (const input of inputs("track")) input.checked = state.tracks.includes(input.value);
    part("view-share").value = state.share;
    part("view-shares").textContent = `${state.share} : ${100 - state.share}`;
    part("view-find").value = state.find;
    part("view-unseen").checked = state.unseen;
    part("view-sort").value = state.sort;
    for (const button of all("button[data-share]", form)) button.setAttribute("aria-pressed", String(Number(button.dataset.share) === state.share));
    part("view-metrics").setAttribute("aria-pressed", String(state.metrics));
    for (const [place, name] of ["view-one", "view-other"].entries()) part(name).value = state.pair[place] ?? "";
    const column = state.sort.replace("-", "");
    all("thead th", table).forEach((head, place) => {
      if (page.columns[place] !== column) head.removeAttribute("aria-sort");
      else head.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
    });
    const whole = `${shown.lines.length} of ${own.length} submissions, ${state.datasets.length} of ${page.datasets.length} datasets, biology ${state.share} to batch ${100 - state.share}`;
    part("view-status").textContent = `${whole}: ${published ? "the published ranking." : "your own ranking, made from the same tables."}`;
    history.replaceState(null, "", location.pathname + board.writeState(page, state) + location.hash);
  }

  const change = (changes) => {
    state = { ...state, ...changes };
    return show().catch(fail);
  };

  function listen() {
    form.addEventListener("submit", (event) => event.preventDefault());
    part("view-share").addEventListener("input", (event) => change({ share: Number(event.target.value) }));
    for (const button of all("button[data-share]", form)) button.addEventListener("click", () => change({ share: Number(button.dataset.share) }));
    for (const input of inputs("d")) input.addEventListener("change", () => change(chosen("d").length ? { datasets: chosen("d") } : {}));
    for (const input of inputs("track")) input.addEventListener("change", () => change(chosen("track").length ? { tracks: chosen("track") } : {}));
    part("view-tissue").addEventListener("change", (event) => change({ datasets: ofTissue(event.target.value) }));
    part("view-find").addEventListener("input", (event) => change({ find: event.target.value }));
    part("view-unseen").addEventListener("change", (event) => change({ unseen: event.target.checked }));
    part("view-sort").addEventListener("change", (event) => change({ sort: event.target.value }));
    part("view-metrics").addEventListener("click", () => change({ metrics: !state.metrics }));
    for (const name of ["view-one", "view-other"]) part(name).addEventListener("change", pick);
    part("view-csv").addEventListener("click", () => board.download("leaderboard.csv", board.csv(shown.lines, shown.rows)));
    part("view-reset").addEventListener("click", () => change(board.publishedState(page)));
  }

  function ofTissue(tissue) {
    const there = inputs("d").filter((input) => input.dataset.tissue === tissue).map((input) => input.value);
    return there.length ? there : page.headline;
  }

  function pick() {
    const pair = ["view-one", "view-other"].map((name) => part(name).value);
    if (pair.every(Boolean) && pair[0] !== pair[1]) change({ pair });
    else if (!pair.some(Boolean)) change({ pair: [] });
    else if (pair[0] === pair[1]) part("view-status").textContent = "Choose two different submissions.";
  }

  function sortable() {
    all("thead th", table).forEach((head, place) => {
      const button = board.element("button", { type: "button", class: "fc-sort" });
      button.append(...head.childNodes);
      head.append(button);
      const name = page.columns[place], start = rising.includes(name) ? name : `-${name}`;
      button.addEventListener("click", () => change({ sort: state.sort === start ? (start.startsWith("-") ? name : `-${name}`) : start }));
    });
  }

  function fail(error) {
    part("view-status").textContent = `The tables could not be read, so this is the published ranking as it was built (${error.message}).`;
    part("view-fields").disabled = true;
  }

  // The names stand in the table already: the page need not hold them twice more.
  function offer() {
    for (const name of ["view-one", "view-other"])
      part(name).append(...own.map((line) => board.element("option", { value: board.idOf(line) }, board.nameOf(line))));
  }

  async function start() {
    tables = await load();
    offer();
    sortable();
    listen();
    part("view-fields").disabled = false;
    await show();
  }

  start().catch(fail);
})();
