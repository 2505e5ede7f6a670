// What opens below the ranking on demand: two submissions side by side, every metric, the view as CSV.
(() => {
  "use strict";
  const board = (window.board ??= {});
  const { decimal, signed, element } = board;
  const heading = (tag, text) => element(tag, {}, text);

  function winner([one, other], { low, high }) {
    if (low !== null && low > 0) return `${one} is better than ${other}`;
    if (high !== null && high < 0) return `${other} is better than ${one}`;
    return `${one} and ${other} cannot be told apart`;
  }

  const range = ({ low, high }) => (low === null ? "" : ` (95 % ${signed(low)} to ${signed(high)})`);

  function line(title, found, reach) {
    if (found.value === null) return element("tr", {}, heading("th", title), element("td", { class: "fc-none" }, "not both evaluated"), element("td"));
    const picture = board.barPicture(board.bar(found.value, found.low, found.high, reach));
    return element("tr", {}, element("th", { scope: "row", class: "fc-name" }, title), element("td", {}, signed(found.value)), element("td", { class: "fc-left" }, picture));
  }

  // Show two submissions: a sentence, and one bar per dataset. `names` and `titles`: id -> what is shown.
  board.showPair = (panel, pair, found, names, titles) => {
    const both = pair.map((id) => names.get(id)), wins = found.parts.filter(([, part]) => part.value > 0).length;
    const counted = found.parts.filter(([, part]) => part.value !== null);
    const ends = counted.flatMap(([, part]) => [part.value, part.low, part.high]).filter((end) => end !== null);
    const reach = [Math.min(0, ...ends), Math.max(0, ...ends)];
    const order = [...found.parts].sort(([, one], [, other]) => (other.value ?? -9) - (one.value ?? -9));
    const mean = found.whole.value === null ? "There is no dataset on which both have a score." :
      `${both[0]} has the higher score on ${wins} of ${counted.length} datasets; mean difference ${signed(found.whole.value)}${range(found.whole)}.`;
    const head = element("tr", {}, heading("th", "Dataset"), heading("th", "Difference"), element("th", { class: "fc-left" }, "with its 95 % interval"));
    head.children[0].className = "fc-name";
    const body = order.map(([dataset, part]) => line(titles.get(dataset), part, reach));
    const table = element("table", { class: "fc-table fc-pairs" }, element("thead", {}, head), element("tbody", {}, ...body));
    panel.replaceChildren(heading("h2", winner(both, found.whole)), element("p", {}, mean), frame(table, "Differences on each dataset"));
    panel.hidden = false;
  };

  const frame = (table, label) => element("div", { class: "fc-scroll fc-wide", tabindex: 0, role: "region", "aria-label": label }, table);

  function cell(values, group) {
    const missing = values.length === 0 ? "counts on none of these datasets" : values.includes(null) ? "undefined on one of these datasets" : "";
    if (missing) return element("td", { class: "fc-none" }, element("abbr", { class: "fc-none", title: missing }, "\u2013"));
    const value = values.reduce((sum, one) => sum + one, 0) / values.length;
    return element("td", { class: `fc-heat ${group} ${board.level(value)}` }, decimal(value));
  }

  // Show the mean of every metric over the chosen datasets, where it counts, scaled by controls.
  board.showMetrics = (panel, scores, metrics, lines, datasets) => {
    const taken = new Map();
    for (const row of scores) {
      if (!row.headline || !datasets.includes(row.dataset)) continue;
      const key = `${row.submission}/${row.metric}`;
      taken.set(key, [...(taken.get(key) ?? []), row.scaled]);
    }
    const head = element("tr", {}, element("th", { class: "fc-name", scope: "col" }, "Submission"), ...metrics.map((metric) =>
      element("th", { class: metric.group, scope: "col" }, element("a", { href: `metrics.html#${metric.name}` }, metric.title))));
    const body = lines.map((line) => {
      const id = board.idOf(line);
      return element("tr", {}, element("th", { class: "fc-name", scope: "row" }, board.nameOf(line)), ...metrics.map((metric) => cell(taken.get(`${id}/${metric.name}`) ?? [], metric.group)));
    });
    const table = element("table", { class: "fc-table" }, element("thead", {}, head), element("tbody", {}, ...body));
    const note = "Means over the chosen datasets on which a metric counts, scaled by controls: 0 as bad as the worst, 1 as good as the best.";
    panel.replaceChildren(heading("h2", "Every metric"), element("p", { class: "fc-note" }, note), frame(table, "Every metric"));
    panel.hidden = false;
  };

  // A program that opens the file must not take a name for a formula.
  const quoted = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    const plain = typeof value === "string" && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  };

  board.csv = (lines, rows) => {
    const columns = ["rank", "rank_low", "rank_high", "overall", "difference", "difference_low", "difference_high", "biology", "batch"];
    const body = lines.map((line) => {
      const row = rows.get(board.idOf(line));
      return [row.submission, board.nameOf(line), line.dataset.track, ...columns.map((name) => row[name]), line.dataset.seconds ?? "", line.dataset.runs].map(quoted).join(",");
    });
    return [["submission", "name", "track", ...columns, "seconds", "runs_ok"].join(","), ...body].join("\r\n") + "\r\n";
  };

  board.download = (name, text) => {
    const address = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
    const link = element("a", { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
  };
})();
