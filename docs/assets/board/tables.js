// The published Parquet files, read in the browser: fetched from a server, or from the script beside each
// of them where the page was opened as a file and nothing can be fetched.
(() => {
  "use strict";
  const board = (window.board ??= {});
  const root = new URL("../../data/", document.currentScript.src);
  const files = {};

  // Called by data/<table>.parquet.js.
  board.file = (name, text) => (files[name] = Uint8Array.from(atob(text), (sign) => sign.charCodeAt(0)).buffer);

  async function bytes(path) {
    if (location.protocol !== "file:") {
      const answer = await fetch(new URL(path, root));
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return answer.arrayBuffer();
    }
    if (!files[path]) {
      await new Promise((resolve, reject) => {
        const script = board.element("script", { src: new URL(`${path}.js`, root).href });
        script.addEventListener("load", resolve);
        script.addEventListener("error", () => reject(new Error(path)));
        document.head.append(script);
      });
    }
    return files[path];
  }

  const read = new Map();

  // Return the rows of a table as objects; a column that the file lacks is null in all of them.
  board.rows = (path, names) => {
    if (!read.has(path)) read.set(path, load(path, names));
    return read.get(path);
  };

  async function load(path, names) {
    const columns = await Parquet.readColumns(await bytes(path), names);
    const length = Math.max(0, ...Object.values(columns).map((column) => column.length));
    return Array.from({ length }, (_, place) =>
      Object.fromEntries(names.map((name) => [name, columns[name]?.[place] ?? null])),
    );
  }
})();
