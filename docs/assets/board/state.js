// What a reader has chosen, as the address of the page says it: defaults leave a clean address, and a
// value that means nothing is left out.
(() => {
  "use strict";
  const board = (window.board ??= {});
  const within = (text, low, high) => /^\d{1,3}$/.test(text ?? "") && Number(text) >= low && Number(text) <= high;
  const listed = (text, known) => (text ?? "").split(",").filter((word) => known.includes(word));
  const same = (one, other) => one.length === other.length && one.every((word) => other.includes(word));

  board.publishedState = (page) => ({
    share: page.share,
    datasets: page.headline,
    tracks: page.tracks,
    unseen: false,
    find: "",
    sort: "rank",
    metrics: false,
    pair: [],
  });

  board.readState = (page, address) => {
    const state = board.publishedState(page), words = new URLSearchParams(address);
    if (within(words.get("w"), 0, 100)) state.share = Number(words.get("w"));
    const datasets = listed(words.get("d"), page.datasets), tracks = listed(words.get("track"), page.tracks);
    if (datasets.length) state.datasets = page.datasets.filter((name) => datasets.includes(name));
    if (tracks.length) state.tracks = page.tracks.filter((name) => tracks.includes(name));
    state.unseen = words.get("unseen") === "1";
    state.find = (words.get("find") ?? "").slice(0, 100);
    const sort = words.get("sort") ?? "";
    if (page.columns.includes(sort.replace(/^-/, ""))) state.sort = sort;
    state.metrics = words.get("metrics") === "1";
    const pair = listed(words.get("cmp"), page.submissions);
    if (pair.length === 2 && pair[0] !== pair[1]) state.pair = pair;
    return state;
  };

  board.writeState = (page, state) => {
    const words = [], add = (name, text) => words.push(`${name}=${text.split(",").map(encodeURIComponent).join(",")}`);
    if (state.share !== page.share) add("w", String(state.share));
    if (!same(state.datasets, page.headline)) add("d", state.datasets.join(","));
    if (!same(state.tracks, page.tracks)) add("track", state.tracks.join(","));
    if (state.unseen) add("unseen", "1");
    if (state.find) add("find", state.find);
    if (state.sort !== "rank") add("sort", state.sort);
    if (state.metrics) add("metrics", "1");
    if (state.pair.length === 2) add("cmp", state.pair.join(","));
    return words.length ? `?${words.join("&")}` : "";
  };

  board.isPublished = (page, state) => state.share === page.share && same(state.datasets, page.headline);
})();
