import { benchIngest } from './ingest.ts';
import { benchTraining } from './training.ts';

/** `node test/bench/main.ts [NAME...] [--json]`, all of them without a name. */
const benches: Readonly<Record<string, () => Promise<readonly object[]>>> = {
  training: () => benchTraining(),
  ingest: () => benchIngest(),
};

const words = process.argv.slice(2);
const asked = words.filter((word) => !word.startsWith('--'));
const unknown = asked.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(
    `There is no bench ${unknown.join(', ')}; there are ${Object.keys(benches).join(', ')}.`,
  );
  process.exit(2);
}

const results: Record<string, readonly object[]> = {};
for (const [name, bench] of Object.entries(benches))
  if (asked.length === 0 || asked.includes(name)) results[name] = await bench();

if (words.includes('--json')) console.log(JSON.stringify(results, null, 2));
else
  for (const [name, rows] of Object.entries(results)) {
    console.log(name);
    console.table(rows);
  }
