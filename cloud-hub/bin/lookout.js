#!/usr/bin/env node
import { existsSync } from 'node:fs';

const needed = 24;
if (Number.parseInt(process.versions.node, 10) < needed) {
  console.error(
    `lookout: this is Node ${process.versions.node}, and ${needed} is needed. "npx lookout" takes the project's own.`,
  );
  process.exit(1);
}
const entry = new URL('../dist/cli/main.js', import.meta.url);
if (!existsSync(entry)) {
  console.error('lookout: nothing is built yet. Run "npm start" or "npm run build" first.');
  process.exit(1);
}
await import(entry.href);
