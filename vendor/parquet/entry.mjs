// What the pages need to read the published tables: the reader, and the one compression they use.
import { decompress } from "fzstd";
import { parquetMetadata, parquetRead } from "hyparquet";

const compressors = { ZSTD: (input, length) => decompress(input, new Uint8Array(length)) };

// Return name -> values of the columns that the file has; a name that it lacks is left out.
export async function readColumns(file, names) {
  const metadata = parquetMetadata(file);
  const held = new Set(metadata.schema.slice(1).map((leaf) => leaf.name));
  const columns = {};
  for (const name of names) if (held.has(name)) columns[name] = new Array(Number(metadata.num_rows));
  if (Object.keys(columns).length === 0) return columns;
  await parquetRead({
    file,
    metadata,
    compressors,
    columns: Object.keys(columns),
    onChunk({ columnName, columnData, rowStart }) {
      for (let i = 0; i < columnData.length; i++) columns[columnName][rowStart + i] = columnData[i];
    },
  });
  return columns;
}
