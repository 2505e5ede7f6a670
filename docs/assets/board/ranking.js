// The ranking for any weights and any choice of datasets: stages/ranking once more, from the same tables.
// A test compares what both make of random choices.
(() => {
  "use strict";
  const board = (window.board ??= {});
  const ENOUGH_DATASETS = 8, FEWEST_DRAWS = 10;
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const nothing = { value: null, low: null, high: null };

  function spread(values) {
    const centre = mean(values);
    return Math.sqrt(values.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (values.length - 1));
  }

  // Half the width of the 95 % interval: over datasets where there are enough, else over cells.
  function margin(values, draws, sampling) {
    const n = values.length;
    if (n >= ENOUGH_DATASETS) return (sampling.t[n - 2] * spread(values)) / Math.sqrt(n);
    const known = [];
    for (let draw = 0; draw < Math.min(...draws.map((one) => one.length)); draw++) {
      const value = mean(draws.map((one) => one[draw]));
      if (Number.isFinite(value)) known.push(value);
    }
    if (known.length < FEWEST_DRAWS) return null;
    const { fraction, t } = sampling;
    return t[known.length - 2] * spread(known) * Math.sqrt(fraction / (1 - fraction));
  }

  function estimate(values, draws, sampling) {
    const there = values.map((value, place) => (Number.isFinite(value) ? place : -1)).filter((place) => place >= 0);
    if (there.length === 0) return nothing;
    const known = there.map((place) => values[place]);
    const value = mean(known), half = margin(known, there.map((place) => draws[place]), sampling);
    return half === null ? { value, low: null, high: null } : { value, low: value - half, high: value + half };
  }

  // A score that is missing where its weight is not 0 leaves the whole undefined: never zero.
  const weigh = (biology, batch, share) =>
    (share > 0 ? share * (biology ?? NaN) : 0) + (share < 1 ? (1 - share) * (batch ?? NaN) : 0);

  function profile(tables, submission, choice) {
    const found = choice.datasets.map((dataset) => tables.evaluations.get(`${submission}/${dataset}`));
    const drawn = choice.datasets.map((dataset) => tables.draws.get(`${submission}/${dataset}`) ?? []);
    const values = found.map((row) => (row ? weigh(row.biology, row.batch, choice.share) : NaN));
    return {
      submission,
      found,
      values,
      draws: drawn.map((rows) => rows.map((row) => weigh(row.biology, row.batch, choice.share))),
      complete: values.length > 0 && values.every(Number.isFinite),
      started: values.some(Number.isFinite),
    };
  }

  function minus(one, other, sampling) {
    const values = one.values.map((value, place) => value - other.values[place]);
    const draws = one.draws.map((row, place) => row.map((value, draw) => value - (other.draws[place][draw] ?? NaN)));
    return estimate(values, draws, sampling);
  }

  function rankedScore(one, usual) {
    if (one.complete) return mean(one.values);
    const there = one.values.map((value, place) => (Number.isFinite(value) ? place : -1)).filter((place) => place >= 0);
    return mean(there.map((place) => one.values[place])) - mean(there.map((place) => usual[place])) + mean(usual);
  }

  function leader(profiles) {
    const complete = profiles.filter((one) => one.complete);
    return complete.reduce((best, one) => (best && mean(best.values) >= mean(one.values) ? best : one), null);
  }

  // Return submission -> rank and its interval; the pairs decide, as on the published board.
  function standings(profiles, sampling) {
    const complete = profiles.filter((one) => one.complete);
    if (complete.length === 0) return new Map();
    const usual = complete[0].values.map((_, place) => mean(complete.map((one) => one.values[place])));
    const ranked = profiles.filter((one) => one.started);
    const scores = ranked.map((one) => rankedScore(one, usual));
    const above = ranked.map(() => 0), below = ranked.map(() => 0);
    for (let i = 0; i < ranked.length; i++) {
      for (let j = i + 1; j < ranked.length; j++) {
        const { low, high } = minus(ranked[i], ranked[j], sampling);
        const better = low !== null && low > 0 ? i : high !== null && high < 0 ? j : null;
        if (better === null) continue;
        below[better] += 1;
        above[better === i ? j : i] += 1;
      }
    }
    return new Map(
      ranked.map((one, place) => {
        const rank = 1 + scores.filter((score) => score > scores[place]).length;
        const low = Math.min(rank, 1 + above[place]), high = Math.max(rank, ranked.length - below[place]);
        return [one.submission, { rank, rank_low: low, rank_high: high }];
      }),
    );
  }

  function groupMean(one, group) {
    const values = one.found.map((row) => row?.[group] ?? null);
    return values.length === 0 || values.includes(null) ? null : mean(values);
  }

  function reasons(one, choice) {
    if (choice.datasets.length === 0) return "no dataset is chosen";
    const missing = choice.datasets.filter((_, place) => !Number.isFinite(one.values[place]));
    return missing
      .map((dataset) => `${dataset}: ${tables_reason(one.found[choice.datasets.indexOf(dataset)])}`)
      .join("; ");
  }

  const tables_reason = (row) => (row ? row.reason.split(/\s+/).join(" ") : "there is no such evaluation");

  // Return id -> row with the columns of ranking.parquet that a page shows.
  board.rank = (tables, choice, sampling) => {
    const profiles = new Map(tables.ranking.map((row) => [row.submission, profile(tables, row.submission, choice)]));
    const pick = (test) => tables.ranking.filter(test).map((row) => profiles.get(row.submission));
    const found = standings(pick((row) => row.kind === "submission"), sampling);
    const baseline = leader(pick((row) => row.baseline));
    const rows = tables.ranking.map((row) => {
      const one = profiles.get(row.submission), standing = found.get(row.submission);
      const overall = one.complete ? estimate(one.values, one.draws, sampling) : nothing;
      const difference = baseline ? minus(one, baseline, sampling) : nothing;
      return {
        submission: row.submission,
        kind: row.kind,
        overall: overall.value,
        biology: groupMean(one, "biology"),
        batch: groupMean(one, "batch"),
        best_baseline: baseline?.submission ?? null,
        difference: difference.value,
        difference_low: difference.low,
        difference_high: difference.high,
        ...(standing ?? { rank: null, rank_low: null, rank_high: null }),
        n_scored: one.values.filter(Number.isFinite).length,
        provisional: standing !== undefined && !one.complete,
        reason: reasons(one, choice),
      };
    });
    return new Map(rows.map((row) => [row.submission, row]));
  };

  // Return the paired difference of two submissions on each dataset, and over all that both have.
  board.pair = (tables, [first, second], choice, sampling) => {
    const [one, other] = [first, second].map((name) => profile(tables, name, choice));
    const single = (place) =>
      estimate([one.values[place] - other.values[place]], [one.draws[place].map((value, draw) => value - (other.draws[place][draw] ?? NaN))], sampling);
    return { whole: minus(one, other, sampling), parts: choice.datasets.map((dataset, place) => [dataset, single(place)]) };
  };
})();
