// The rows of the ranking, changed where they stand: names, tags and links stay those of the page.
(() => {
  "use strict";
  const board = (window.board ??= {});
  const { decimal, signed, interval, level, element } = board;

  function fill(cell, style, content) {
    cell.className = style;
    cell.replaceChildren(content);
  }

  const absent = (word, reason, style = "fc-none") => element("abbr", { class: style, title: reason }, word);

  function word(row) {
    if (row.provisional) return "incomplete";
    return row.n_scored ? "undefined" : "no score";
  }

  function share(cell, group, value, row) {
    if (value === null) fill(cell, `fc-${group} fc-none`, absent(word(row), row.reason));
    else fill(cell, `fc-${group} fc-heat ${group} ${level(value)}`, decimal(value));
  }

  function difference(row) {
    const label = (text, style, note) =>
      element("span", { ...(style && { class: style }), ...(note && { title: note }) }, text);
    if (row.submission === row.best_baseline)
      return label("reference", "fc-none", "the best baseline, which the others are compared with");
    if (row.difference === null)
      return label("undefined", "fc-none", row.reason || "there is no baseline to compare with");
    const { difference_low: low, difference_high: high } = row;
    const note = low === null || high === null ? "" : `95 % interval ${signed(low)} to ${signed(high)}`;
    return label(signed(row.difference), "", note);
  }

  function against(cell, row, reach) {
    const bare = row.difference === null || row.submission === row.best_baseline;
    const picture = bare
      ? element("span")
      : board.barPicture(board.bar(row.difference, row.difference_low, row.difference_high, reach));
    cell.firstElementChild.replaceChildren(difference(row), picture);
  }

  function provisional(line, row) {
    line.querySelector(".fc-provisional")?.remove();
    if (row.provisional)
      line.querySelector(".fc-tags").append(element("span", { class: "fc-tag warn fc-provisional" }, "provisional"));
  }

  function fillRow(line, row, reach) {
    const [rank, , overall, diff, biology, batch] = line.children;
    if (row.overall === null) fill(overall, "fc-overall fc-none", absent(word(row), row.reason));
    else fill(overall, "fc-overall", decimal(row.overall));
    share(biology, "biology", row.biology, row);
    share(batch, "batch", row.batch, row);
    if (row.kind !== "submission") return;
    const place = row.rank === null ? absent("\u2013", row.reason || "not ranked") : interval(row.rank_low ?? row.rank, row.rank_high ?? row.rank);
    rank.replaceChildren(place);
    against(diff, row, reach);
    provisional(line, row);
  }

  // Fill every line; the bars of all submissions share one scale.
  board.fillRows = (lines, rows) => {
    const listed = [...rows.values()].filter((row) => row.kind === "submission");
    const ends = listed.flatMap((row) => [row.difference, row.difference_low, row.difference_high]).filter((end) => end !== null);
    const reach = ends.length ? [Math.min(...ends), Math.max(...ends)] : [0, 0];
    for (const line of lines) if (rows.has(board.idOf(line))) fillRow(line, rows.get(board.idOf(line)), reach);
  };

  board.idOf = (line) => line.id.replace(/^row-/, "");
  board.nameOf = (line) => (line.querySelector(".fc-name a") ?? line.querySelector(".fc-name")).firstChild.textContent.trim();

  const keys = {
    rank: (line, row) => row.rank,
    name: (line) => board.nameOf(line).toLowerCase(),
    overall: (line, row) => row.overall,
    difference: (line, row) => row.difference,
    biology: (line, row) => row.biology,
    batch: (line, row) => row.batch,
    cost: (line) => (line.dataset.seconds ? Number(line.dataset.seconds) : null),
    runs: (line) => Number(line.dataset.runs),
  };

  // Return the lines in the order of a column; what is missing comes last either way, equals by name.
  board.sortedLines = (lines, rows, sort) => {
    const falling = sort.startsWith("-"), key = keys[sort.replace(/^-/, "")];
    const entries = lines.map((line) => [key(line, rows.get(board.idOf(line)) ?? {}), keys.name(line), line]);
    const order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
    entries.sort(([one, name], [other, title]) => {
      if ((one ?? null) === null || (other ?? null) === null)
        return Number((one ?? null) === null) - Number((other ?? null) === null) || order(name, title);
      return (falling ? order(other, one) : order(one, other)) || order(name, title);
    });
    return entries.map(([, , line]) => line);
  };
})();
